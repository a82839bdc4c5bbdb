using Weir.Wire.Captures;

namespace Weir.Capture;

/// <summary>Takes a block of a pcapng file that carries what only its maker knows (<see cref="PcapngBlock.IsOpaque"/>).</summary>
/// <param name="block">The block, valid during the call.</param>
/// <param name="packetsBefore">Packets of the file that lie before it.</param>
public delegate void OpaqueBlockHandler(in PcapngBlock block, long packetsBefore);
