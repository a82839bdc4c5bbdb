using System.Globalization;
using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>
/// The pages of shared libraries that only a start needed. A process that was started keeps them resident although it never looks at most of them again: the runtime's
/// loader and compiler, what parsed its options. They stay in the kernel's cache of files, and one that is needed again is mapped again without being read from the disk.
/// </summary>
public static unsafe partial class LibraryPages
{
    private const int NotNeeded = 4; // MADV_DONTNEED, madvise(2)

    /// <summary>
    /// Takes every unchanged read-only page of the libraries that the system's loader mapped out of this process (proc(5), <c>/proc/self/smaps</c>), and gives the bytes that were resident.
    /// 0 where the table cannot be read. Libraries are never unmapped again, so that what is advised is what was read; assemblies, which the runtime may map twice, are left alone.
    /// </summary>
    public static long Release()
    {
        long released = 0;
        foreach (Mapping mapping in Read())
        {
            // Pages that the loader changed are anonymous, and would be read anew from the file without the change.
            if (!mapping.IsReadOnlyLibrary || mapping.Resident == 0 || mapping.Anonymous != 0) { continue; }
            // Safe: the mapping has no page that differs from its file.
            if (Advise((void*)mapping.Begin, mapping.End - mapping.Begin, NotNeeded) == 0) { released += mapping.Resident; }
        }

        return released;
    }

    private static List<Mapping> Read()
    {
        var mappings = new List<Mapping>();
        try
        {
            foreach (string line in File.ReadLines("/proc/self/smaps"))
            {
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words is [var range, { Length: 4 } rights, _, _, _, ..] && range.IndexOf('-') is > 0 and var dash)
                {
                    mappings.Add(new Mapping(nuint.Parse(range.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture), nuint.Parse(range.AsSpan(dash + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                        rights[1] == '-' && rights[3] == 'p' && words.Length > 5 && IsLibrary(words[5])));
                }
                else if (words is ["Rss:", var resident, _]) { mappings[^1].Resident = long.Parse(resident, CultureInfo.InvariantCulture) << 10; }
                else if (words is ["Anonymous:", var anonymous, _]) { mappings[^1].Anonymous = long.Parse(anonymous, CultureInfo.InvariantCulture) << 10; }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }

        return mappings;
    }

    private static bool IsLibrary(string path) => path.EndsWith(".so", StringComparison.Ordinal) || path.Contains(".so.", StringComparison.Ordinal);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);

    private sealed record Mapping(nuint Begin, nuint End, bool IsReadOnlyLibrary)
    {
        public long Resident { get; set; }

        public long Anonymous { get; set; }
    }
}
