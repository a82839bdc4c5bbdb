namespace Weir.Traffic;

/// <summary>An amount of data in a span of time, as it was measured.</summary>
/// <param name="Packets">Pieces: packets, requests or calls.</param>
/// <param name="Bytes">Bytes of application data.</param>
/// <param name="Elapsed">The time it took.</param>
internal readonly record struct TrafficCount(long Packets, long Bytes, TimeSpan Elapsed)
{
    /// <summary>Bits of application data a second.</summary>
    public double BitRate => Elapsed > TimeSpan.Zero ? Bytes * 8.0 / Elapsed.TotalSeconds : 0;

    /// <summary>Pieces a second.</summary>
    public double PacketRate => Elapsed > TimeSpan.Zero ? Packets / Elapsed.TotalSeconds : 0;
}
