namespace Weir.Traffic;

/// <summary>What arrived of one flow of datagrams: loss, reordering, duplicates and jitter. Bounded memory: datagrams that come more than <see cref="Window"/> numbers late count as reordered, and a second copy of such a one is not noticed.</summary>
internal sealed class DatagramFlow
{
    /// <summary>Sequence numbers back to which copies are noticed.</summary>
    public const int Window = 1 << 16;

    private readonly ulong[] _seen = new ulong[Window / 64];
    private long _highest = -1;
    private long _lastTransit;
    private double _jitter;

    /// <summary>Different datagrams that arrived.</summary>
    public long Received { get; private set; }

    /// <summary>Bytes of UDP data that arrived in them.</summary>
    public long Bytes { get; private set; }

    /// <summary>Datagrams that came behind one with a higher number.</summary>
    public long Reordered { get; private set; }

    /// <summary>Copies.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Datagrams that the sender says it sent; null before its end was heard.</summary>
    public long? Sent { get; set; }

    /// <summary>Datagrams that are missing: up to the highest number that arrived, or up to the end when it was heard.</summary>
    public long Lost => Math.Max((Sent ?? (_highest + 1)) - Received, 0);

    /// <summary>Interarrival jitter in nanoseconds (RFC 3550 6.4.1).</summary>
    public double Jitter => _jitter;

    /// <summary>When the first one arrived, in nanoseconds of the receiver's clock; -1 before.</summary>
    public long Begin { get; private set; } = -1;

    /// <summary>When the last one arrived.</summary>
    public long End { get; private set; }

    /// <summary>Takes a datagram.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="sent">When it was sent, by the sender's clock; the clocks need not agree.</param>
    /// <param name="arrived">When it arrived.</param>
    /// <param name="bytes">Its UDP data in bytes.</param>
    public void Take(long sequence, long sent, long arrived, int bytes)
    {
        if (Begin < 0) { Begin = arrived; }
        End = arrived;
        if (sequence > _highest)
        {
            for (long skipped = Math.Max(_highest + 1, sequence - Window + 1); skipped <= sequence; skipped++) { _seen[skipped % Window / 64] &= ~(1UL << (int)(skipped % 64)); }
            _highest = sequence;
        }
        else
        {
            if (sequence > _highest - Window && (_seen[sequence % Window / 64] & (1UL << (int)(sequence % 64))) != 0)
            {
                Duplicates++;
                return;
            }

            Reordered++;
        }

        _seen[sequence % Window / 64] |= 1UL << (int)(sequence % 64);
        long transit = unchecked(arrived - sent);
        if (Received > 0) { _jitter += (Math.Abs((double)(transit - _lastTransit)) - _jitter) / 16; }
        _lastTransit = transit;
        Received++;
        Bytes += bytes;
    }
}
