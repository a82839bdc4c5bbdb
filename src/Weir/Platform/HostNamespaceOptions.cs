namespace Weir.Platform;

/// <summary>What a host has for itself beside its network.</summary>
public sealed record HostNamespaceOptions
{
    /// <summary>Its host name, at most 64 bytes; null shares the machine's.</summary>
    public string? HostName { get; init; }

    /// <summary>Files that look different inside: path to text. The paths must be there as files (<c>/etc/hosts</c>). Nothing is written to a disk.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>True shows the host's own interfaces under <c>/sys/class/net</c>; what else was mounted below <c>/sys</c> is hidden then.</summary>
    public bool OwnSysfs { get; init; }

    /// <summary>True gives it processes of its own: they see only each other, and all of them end when the host or this process ends. Costs one sleeping process a host.</summary>
    public bool OwnProcesses { get; init; }
}
