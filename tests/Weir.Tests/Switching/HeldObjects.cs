using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Weir.Tests.Fixtures;

namespace Weir.Tests.Switching;

/// <summary>What a process holds of the kernel by its descriptors: programs, tables and links by numbers that the kernel gives once, taps by their names, and the namespaces of networks that its own is not by their inodes.</summary>
internal sealed class HeldObjects
{
    private readonly HashSet<string> _programs = [], _tables = [], _links = [], _taps = [], _namespaces = [];

    public IReadOnlySet<string> Programs => _programs;

    public IReadOnlySet<string> Tables => _tables;

    public IReadOnlySet<string> Links => _links;

    public IReadOnlySet<string> Taps => _taps;

    public IReadOnlySet<string> Namespaces => _namespaces;

    /// <summary>Looks at a process; what it opens or closes meanwhile may be missing.</summary>
    public static HeldObjects Of(int process)
    {
        var held = new HeldObjects();
        foreach (string file in Files($"/proc/{process}/fdinfo"))
        {
            foreach (string line in Lines(file))
            {
                string[] words = line.Split(':', 2, StringSplitOptions.TrimEntries);
                switch (words[0])
                {
                    // A link's lines tell its program too.
                    case "prog_id": held._programs.Add($"prog {words[1]}"); break;
                    case "map_id": held._tables.Add($"map {words[1]}"); break;
                    case "link_id": held._links.Add($"link {words[1]}"); break;
                    case "iff": held._taps.Add(words[1]); break;
                }
            }
        }

        held._namespaces.UnionWith(NamespacesOf(process));
        held._namespaces.ExceptWith(NamespacesOf(Environment.ProcessId));
        return held;
    }

    /// <summary>Which programs, tables and links the kernel still has.</summary>
    public async Task<IReadOnlyList<string>> StillThereAsync()
    {
        string commands = string.Join("; ", Programs.Concat(Tables).Concat(Links).Select(one => $"bpftool {one.Replace(" ", " show id ", StringComparison.Ordinal)} >/dev/null 2>&1 && echo {one}"));
        return (await Shell.RunAsync($"{commands}; true", "/")).ShouldExit(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The namespace that the taps are in, which stays until it is disposed.</summary>
    public async Task<SafeFileHandle> OpenNamespaceWithTapsAsync(int process)
    {
        foreach (string file in Files($"/proc/{process}/fd").Where(file => Namespaces.Contains(new FileInfo(file).LinkTarget ?? "")))
        {
            SafeFileHandle opened = File.OpenHandle(file);
            if (Taps.IsSubsetOf(NamesIn((await Shell.RunAsync($"nsenter --net=/proc/{Environment.ProcessId}/fd/{opened.DangerousGetHandle()} ip -o link", "/")).Out))) { return opened; }
            opened.Dispose();
        }

        throw new InvalidOperationException($"none of {Namespaces.Count} namespaces has the taps {string.Join(", ", Taps)}");
    }

    /// <summary>The names of interfaces in what <c>ip -o link</c> printed.</summary>
    public static HashSet<string> NamesIn(string links) => [.. links.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ")[1].Split('@')[0])];

    /// <summary>The namespaces that any process is in or holds.</summary>
    public static HashSet<string> AllNamespaces() =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)).SelectMany(name => NamespacesOf(int.Parse(name!, CultureInfo.InvariantCulture)))];

    private static IEnumerable<string> NamespacesOf(int process) =>
        Files($"/proc/{process}/fd").Append($"/proc/{process}/ns/net").Select(Target).Where(target => target.StartsWith("net:[", StringComparison.Ordinal));

    private static string Target(string file)
    {
        try
        {
            return new FileInfo(file).LinkTarget ?? "";
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string[] Files(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
