using System.Globalization;

namespace Weir.Platform;

/// <summary>How many files this process may have open.</summary>
internal static class DescriptorLimit
{
    /// <summary>The limit (proc(5), <c>/proc/self/limits</c>); null when it cannot be read or there is none.</summary>
    public static int? Read()
    {
        try
        {
            string? line = File.ReadLines("/proc/self/limits").FirstOrDefault(one => one.StartsWith("Max open files", StringComparison.Ordinal));
            return int.TryParse(line?.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], NumberStyles.None, CultureInfo.InvariantCulture, out int limit) ? limit : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
