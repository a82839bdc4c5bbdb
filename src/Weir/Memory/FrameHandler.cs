namespace Weir.Memory;

/// <summary>Takes a frame that an interface received. The bytes are valid during the call.</summary>
internal delegate void FrameHandler(MemoryInterface from, ReadOnlySpan<byte> frame);
