using System.Numerics;

namespace Weir.Traffic;

/// <summary>How often durations occurred, in nanoseconds, in a fixed amount of memory: up to 128 ns each value counts by itself, above that within 1.6 %. Percentiles are upper bounds of such a step. Not safe for several threads.</summary>
internal sealed class DurationHistogram
{
    private const int StepBits = 6;
    private const int Steps = 1 << StepBits;
    private readonly long[] _counts = new long[(64 - StepBits + 1) * Steps];
    private double _sum;

    /// <summary>Values recorded.</summary>
    public long Count { get; private set; }

    /// <summary>The greatest value, exactly; 0 when there is none.</summary>
    public long Max { get; private set; }

    /// <summary>The least value, exactly; 0 when there is none.</summary>
    public long Min { get; private set; }

    /// <summary>The mean, exactly; 0 when there is none.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    /// <summary>Records a duration; a negative one counts as 0.</summary>
    public void Record(long nanoseconds)
    {
        long value = Math.Max(nanoseconds, 0);
        _counts[IndexOf(value)]++;
        if (Count == 0 || value < Min) { Min = value; }
        if (value > Max) { Max = value; }
        Count++;
        _sum += value;
    }

    /// <summary>The value that <paramref name="share"/> of all values (0 to 1) do not exceed; 0 when there is none.</summary>
    public long Percentile(double share)
    {
        if (Count == 0) { return 0; }
        long rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        for (int i = 0; i < _counts.Length; i++)
        {
            rank -= _counts[i];
            if (rank <= 0) { return Math.Clamp(UpperBound(i), Min, Max); }
        }

        return Max;
    }

    private static int IndexOf(long value)
    {
        if (value < 2 * Steps) { return (int)value; }
        int shift = BitOperations.Log2((ulong)value) - StepBits;
        return ((shift + 1) * Steps) + (int)(value >> shift) - Steps;
    }

    private static long UpperBound(int index)
    {
        if (index < 2 * Steps) { return index; }
        int shift = (index / Steps) - 1;
        return ((long)((index % Steps) + Steps + 1) << shift) - 1;
    }
}
