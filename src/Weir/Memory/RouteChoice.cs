using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>How a packet leaves.</summary>
/// <param name="Interface">The interface; null when the destination is the host itself.</param>
/// <param name="NextHop">Whose Ethernet address it gets: the destination, or a router.</param>
/// <param name="Source">The address that the host sends with.</param>
internal readonly record struct RouteChoice(MemoryInterface? Interface, IpAddress NextHop, IpAddress Source);
