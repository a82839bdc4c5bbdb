namespace Weir.Platform;

/// <summary>Takes a frame of a ring.</summary>
public delegate void RingHandler(in RingFrame frame);
