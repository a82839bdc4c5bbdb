namespace Weir.Platform;

/// <summary>
/// Takes bytes that a child wrote. It is called on the one thread that reads for all children, so it must be quick and must not throw; the bytes are valid during the call only.
/// An empty span is the end.
/// </summary>
public delegate void ChildOutput(ReadOnlySpan<byte> bytes);
