namespace Weir.Traffic;

/// <summary>What sets the times of replayed packets.</summary>
internal enum ReplayPace
{
    /// <summary>The capture's own times, divided by a factor.</summary>
    Recorded,
    /// <summary>So many packets a second.</summary>
    PacketRate,
    /// <summary>So many bits of frames a second.</summary>
    BitRate,
    /// <summary>As fast as the interface takes them.</summary>
    TopSpeed,
}
