using System.Numerics;

namespace Weir.Fabric;

/// <summary>Durations in nanoseconds, counted in buckets whose width is a sixteenth of their value: the mean is exact, a quantile within 6 %. One thread records; others may read, and see it a little older or newer.</summary>
internal sealed class LatenessHistogram
{
    private const int SubBits = 4;
    private readonly long[] _buckets = new long[64 << SubBits];
    private long _count;
    private long _sum;
    private long _maximum;

    /// <summary>How many were recorded.</summary>
    public long Count => _count;

    /// <summary>The mean; zero when nothing was recorded.</summary>
    public TimeSpan Mean => _count == 0 ? TimeSpan.Zero : new TimeSpan(_sum / _count / 100);

    /// <summary>The largest.</summary>
    public TimeSpan Maximum => new(_maximum / 100);

    /// <summary>Records one; below zero counts as zero.</summary>
    public void Record(long nanoseconds)
    {
        nanoseconds = Math.Max(0, nanoseconds);
        _count++;
        _sum += nanoseconds;
        if (nanoseconds > _maximum) { _maximum = nanoseconds; }
        _buckets[IndexOf(nanoseconds)]++;
    }

    /// <summary>The value that the share <paramref name="quantile"/> of all does not exceed, never more than the largest recorded.</summary>
    /// <param name="quantile">The share, 0 to 1.</param>
    /// <param name="passedOver">So many of the largest are passed over at least; zero when there are no more than that.</param>
    public TimeSpan Quantile(double quantile, int passedOver = 0)
    {
        long wanted = Math.Min((long)Math.Ceiling(_count * quantile), _count - passedOver);
        long seen = 0;
        for (int i = 0; i < _buckets.Length && wanted > 0; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted) { return new TimeSpan(Math.Min(UpperEnd(i), _maximum) / 100); }
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(long value)
    {
        if (value < 1 << SubBits) { return (int)value; }
        int exponent = BitOperations.Log2((ulong)value) - SubBits;
        return ((exponent + 1) << SubBits) + (int)((value >> exponent) - (1 << SubBits));
    }

    private static long UpperEnd(int index)
    {
        int exponent = (index >> SubBits) - 1;
        return exponent < 0 ? index : ((((1L << SubBits) + (index & ((1 << SubBits) - 1)) + 1) << exponent) - 1);
    }
}
