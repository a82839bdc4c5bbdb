using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>What the fragments of one datagram have in common (RFC 791 3.2, RFC 8200 4.5).</summary>
internal readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, byte Protocol, uint Identification);
