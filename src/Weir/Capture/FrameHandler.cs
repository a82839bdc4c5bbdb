namespace Weir.Capture;

/// <summary>Takes a frame; its bytes are valid during the call only.</summary>
public delegate void FrameHandler(in Frame frame);
