namespace Weir.Platform;

/// <summary>The only place where the machine's clock is read; everything else takes a <see cref="TimeProvider"/>.</summary>
public static class MachineClock
{
#pragma warning disable RS0030 // This is that one place.
    /// <summary>The machine's clock.</summary>
    public static TimeProvider Instance => TimeProvider.System;
#pragma warning restore RS0030
}
