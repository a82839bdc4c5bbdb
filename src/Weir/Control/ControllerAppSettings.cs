namespace Weir.Control;

/// <summary>What the apps can be told; each takes what is its own.</summary>
internal sealed record ControllerAppSettings
{
    /// <summary>The file of flows of <c>static</c>, or the source of <c>app:</c>.</summary>
    public string? File { get; init; }

    /// <summary>Flows of <c>static</c> given one by one, beside or in place of a file.</summary>
    public IReadOnlyList<string> Flows { get; init; } = [];

    /// <summary>The versions that the user asked for (bit n is wire protocol n); null leaves the choice to the app.</summary>
    public uint? Versions { get; init; }

    /// <summary>l2-learning: LLDP and bridge-filtered destinations are forwarded too.</summary>
    public bool Transparent { get; init; }

    /// <summary>l2-learning: so long after a switch connected nothing is flooded.</summary>
    public TimeSpan HoldDown { get; init; }

    /// <summary>l2-learning: switches that are left alone.</summary>
    public IReadOnlyCollection<ulong> Ignore { get; init; } = [];

    /// <summary>How long an address is remembered without being seen. POX remembers for ever.</summary>
    public TimeSpan MacAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Addresses of one switch at most. POX has no limit.</summary>
    public int MacCapacity { get; init; } = 65_536;

    /// <summary>l2-learning and spanning: a flow goes after so many seconds without a packet; 0 for never. POX's value.</summary>
    public ushort IdleTimeout { get; init; } = 10;

    /// <summary>l2-learning and spanning: a flow goes after so many seconds; 0 for never. POX's value.</summary>
    public ushort HardTimeout { get; init; } = 30;

    /// <summary>spanning: time between two probes of a link.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }
}
