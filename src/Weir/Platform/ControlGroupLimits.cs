namespace Weir.Platform;

/// <summary>What a control group's processes may use together; null for no limit.</summary>
public sealed record ControlGroupLimits
{
    /// <summary>Memory in bytes; what goes beyond is killed.</summary>
    public long? Memory { get; init; }

    /// <summary>Cores, in parts of one: 0.5 is half the time of one.</summary>
    public double? Cpus { get; init; }

    /// <summary>Processes and threads.</summary>
    public int? Processes { get; init; }
}
