namespace Weir;

/// <summary>One step of a <see cref="RateTrace"/>.</summary>
/// <param name="At">When the rate begins to hold, since the begin of the trace.</param>
/// <param name="Rate">The rate from then on; 0 bit/s passes nothing.</param>
public readonly record struct RateStep(TimeSpan At, DataRate Rate);
