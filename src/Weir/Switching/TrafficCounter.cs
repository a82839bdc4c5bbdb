using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>Packets and bytes that went a way, such as a group's bucket. Not safe for several threads.</summary>
internal sealed class TrafficCounter
{
    private ulong _packets, _bytes;

    /// <summary>What was counted.</summary>
    public TrafficCount Count => new(_packets, _bytes);

    /// <summary>Counts more.</summary>
    public void Add(ulong packets, ulong bytes)
    {
        _packets += packets;
        _bytes += bytes;
    }
}
