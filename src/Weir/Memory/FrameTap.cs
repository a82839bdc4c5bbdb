namespace Weir.Memory;

/// <summary>Sees a frame that passes an interface. The bytes are valid during the call; <paramref name="sent"/> is true when the interface's node sent it.</summary>
internal delegate void FrameTap(ReadOnlySpan<byte> frame, bool sent);
