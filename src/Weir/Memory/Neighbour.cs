using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>What a host knows of a station of one of its segments, or waits to be told.</summary>
internal sealed class Neighbour
{
    /// <summary>Its Ethernet address; null while it is asked for.</summary>
    public MacAddress? Mac { get; set; }

    /// <summary>When it was told, in nanoseconds.</summary>
    public long Told { get; set; }

    /// <summary>Frames that wait for it, without their Ethernet header.</summary>
    public Queue<byte[]> Waiting { get; } = new();

    /// <summary>How often it was asked.</summary>
    public int Tries { get; set; }

    /// <summary>When it is asked again; null while it is not asked for.</summary>
    public ITimer? Retry { get; set; }
}
