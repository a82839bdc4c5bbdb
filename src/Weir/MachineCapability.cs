namespace Weir;

/// <summary>The names under which <c>weir doctor</c> knows what a machine can do, where errors refer to them.</summary>
public static class MachineCapability
{
    /// <summary>The right to build networks: the superuser's, or an ordinary user's through a user namespace.</summary>
    public const string Rights = "rights";

    /// <summary>Tap devices, by which the engine and guests are joined.</summary>
    public const string Tap = "tap";

    /// <summary>Filters of captures, which libpcap compiles.</summary>
    public const string CaptureFilters = "capture-filters";

    /// <summary>Limits of memory, processors and processes.</summary>
    public const string ControlGroups = "control-groups";

    /// <summary>The program that ties programs to their run and gives them other users.</summary>
    public const string Setpriv = "setpriv";

    /// <summary>Processes of a host's own.</summary>
    public const string ProcessNamespaces = "process-namespaces";

    /// <summary>A place for the records of runs.</summary>
    public const string DiskSpace = "disk-space";

    /// <summary>Programs of the kernel at an interface.</summary>
    public const string Bpf = "bpf";
}
