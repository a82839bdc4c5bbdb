using System.Globalization;
using Weir.Platform;

namespace Weir.Running;

/// <summary>
/// Finds the processes that live in a network namespace of a run, whose loopback interface carries the run's mark as another name. That reaches what the environment cannot: programs that emptied theirs, and
/// helpers of a guest's kernel, whose environment nobody can read. Each namespace is looked into once; make a new object for a new look.
/// </summary>
internal sealed class MarkedNamespaces(string mark)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly string? _own = Name("self");

    /// <summary>True when the process is in a namespace of the run. One that ended, or that this user may not look at, is not.</summary>
    public bool Holds(int pid)
    {
        string process = pid.ToString(CultureInfo.InvariantCulture);
        if (Name(process) is not { } name || name == _own) { return false; }
        if (!_known.TryGetValue(name, out bool marked)) { _known.Add(name, marked = IsMarked($"/proc/{process}/ns/net")); }
        return marked;
    }

    private bool IsMarked(string path)
    {
        try
        {
            using NetworkNamespace network = NetworkNamespace.Open(path);
            return network.Routes.Links().Any(link => link.AlternativeNames.Any(name => name.StartsWith(mark + ":", StringComparison.Ordinal)));
        }
        catch (WeirException)
        {
            return false;
        }
    }

    private static string? Name(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/ns/net").LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
