using Weir.Wire.Frames;

namespace Weir.Capture;

/// <summary>A name for an address that a pcapng file brings along (Name Resolution Block).</summary>
/// <param name="Address">The address.</param>
/// <param name="Name">The name.</param>
public sealed record CaptureName(IpAddress Address, string Name);
