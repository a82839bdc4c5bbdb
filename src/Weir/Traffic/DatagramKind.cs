namespace Weir.Traffic;

/// <summary>What a datagram between <see cref="UdpSource"/> and <see cref="UdpSink"/> is.</summary>
internal enum DatagramKind
{
    /// <summary>Data.</summary>
    Data,
    /// <summary>The sender has sent all; it asks for a report.</summary>
    End,
    /// <summary>The receiver's answer to an end.</summary>
    Report,
}
