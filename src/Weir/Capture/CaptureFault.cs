namespace Weir.Capture;

/// <summary>Why a capture could not be read to its end. Everything before the fault was handed on.</summary>
/// <param name="Message">One sentence with the offset and the number of the packet, without the file's name.</param>
/// <param name="Offset">Offset of the damaged record or block, in bytes from the start of the (decompressed) capture.</param>
/// <param name="PacketNumber">Number that the next packet would have had, from 1.</param>
/// <param name="IsTruncated">True when the capture just ends too early; false when what is there contradicts itself.</param>
public sealed record CaptureFault(string Message, long Offset, long PacketNumber, bool IsTruncated);
