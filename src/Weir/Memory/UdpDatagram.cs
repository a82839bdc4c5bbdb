using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>A datagram that a socket received.</summary>
internal readonly record struct UdpDatagram(IpAddress From, ushort Port, byte[] Data);
