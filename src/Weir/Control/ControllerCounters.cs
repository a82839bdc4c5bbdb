namespace Weir.Control;

/// <summary>A controller's counters; for several threads.</summary>
internal sealed class ControllerCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<ControllerCounter>().Length];

    /// <summary>How many.</summary>
    public long this[ControllerCounter counter] => Interlocked.Read(ref _counts[(int)counter]);

    /// <summary>Adds to one.</summary>
    public void Add(ControllerCounter counter, long count = 1) => Interlocked.Add(ref _counts[(int)counter], count);
}
