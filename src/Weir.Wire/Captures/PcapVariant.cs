namespace Weir.Wire.Captures;

/// <summary>The kinds of pcap files, told apart by their first four bytes.</summary>
public enum PcapVariant
{
    /// <summary>Magic a1b2c3d4: times in microseconds.</summary>
    Microseconds,
    /// <summary>Magic a1b23c4d: times in nanoseconds.</summary>
    Nanoseconds,
    /// <summary>Magic a1b2cd34: Alexey Kuznetzov's libpcap; each record carries 8 more bytes (interface index, protocol, packet type).</summary>
    Modified,
}
