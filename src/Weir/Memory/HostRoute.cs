using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>A route of a host.</summary>
/// <param name="To">The network that it leads to.</param>
/// <param name="Via">The next router; null when the network is on the segment.</param>
/// <param name="Interface">The interface that it goes out of.</param>
internal sealed record HostRoute(AddressBlock To, IpAddress? Via, MemoryInterface Interface);
