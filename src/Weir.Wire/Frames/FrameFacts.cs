namespace Weir.Wire.Frames;

/// <summary>What is known about a frame besides its bytes.</summary>
/// <param name="Number">Position in its file, from 1 (<c>frame.number</c>).</param>
/// <param name="Time">When it was seen: nanoseconds since 1970-01-01 UTC (<c>frame.time_epoch</c>).</param>
/// <param name="OriginalLength">Length on the wire in bytes (<c>frame.len</c>).</param>
/// <param name="Stream">Number of its conversation (<c>tcp.stream</c>, <c>udp.stream</c>); below 0 when there is none.</param>
public readonly record struct FrameFacts(long Number, long Time, int OriginalLength, long Stream = -1);
