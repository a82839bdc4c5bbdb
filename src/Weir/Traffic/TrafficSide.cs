namespace Weir.Traffic;

/// <summary>Which side of its conversation sent a packet.</summary>
internal enum TrafficSide
{
    /// <summary>The one that began it.</summary>
    Client,
    /// <summary>The other one.</summary>
    Server,
}
