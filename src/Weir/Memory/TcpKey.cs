using Weir.Wire.Frames;

namespace Weir.Memory;

/// <summary>What makes a connection of a host its own.</summary>
internal readonly record struct TcpKey(IpAddress Local, ushort LocalPort, IpAddress Remote, ushort RemotePort);
