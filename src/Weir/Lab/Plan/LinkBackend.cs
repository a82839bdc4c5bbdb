namespace Weir.Lab.Plan;

/// <summary>What carries and shapes the frames of a link.</summary>
public enum LinkBackend
{
    /// <summary>A pair of virtual Ethernet devices; a rate by a token bucket of the kernel.</summary>
    Kernel,
    /// <summary>The same with the kernel's network emulator.</summary>
    Netem,
    /// <summary>Weir's own engine between two taps.</summary>
    Engine,
    /// <summary>Weir's own engine between two interfaces in memory.</summary>
    Memory,
}
