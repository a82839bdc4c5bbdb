namespace Weir.Traffic;

/// <summary>One sender of numbered datagrams as its receiver sees it.</summary>
internal sealed class UdpSender(int window)
{
    // The numbers seen lately, each at its place modulo the window, plus one; 0 is none.
    private readonly long[] _seen = new long[window];
    private long _highest = -1;
    private long _distinct;
    private double _transit;

    /// <summary>Datagrams that were sent before the latest one and never came.</summary>
    public long Lost => _highest + 1 - _distinct;

    /// <summary>Datagrams that came after one with a higher number.</summary>
    public long Reordered { get; private set; }

    /// <summary>Datagrams that came again.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Interarrival jitter in seconds (RFC 3550 6.4.1).</summary>
    public double Jitter { get; private set; }

    /// <summary>Takes a datagram: its number, its sender's clock in microseconds, and when it came in seconds.</summary>
    public void Take(uint number, uint sentMicroseconds, double arrival)
    {
        ref long seen = ref _seen[number % (uint)_seen.Length];
        if (seen == number + 1L)
        {
            Duplicated++;
            return;
        }

        seen = number + 1L;
        _distinct++;
        if (number < _highest) { Reordered++; }
        double transit = arrival - (sentMicroseconds / 1e6);
        if (_highest >= 0) { Jitter += (Math.Abs(transit - _transit) - Jitter) / 16; }
        _transit = transit;
        _highest = Math.Max(_highest, number);
    }
}
