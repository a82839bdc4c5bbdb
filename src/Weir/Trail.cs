namespace Weir;

/// <summary>The way of a message through the path: the frames that carried it and its place in the stream.</summary>
/// <param name="FirstFrame">Number of the frame that carried its first byte.</param>
/// <param name="LastFrame">Number of the frame that carried its last byte.</param>
/// <param name="Offset">Offset of its first byte in the stream of its direction.</param>
/// <param name="Length">Bytes in the stream, everything included (headers, padding, authentication codes).</param>
/// <param name="Authenticity">What its authentication code said: <see cref="Waypoint.MacRight"/>, <see cref="Waypoint.MacWrong"/> or <see cref="Waypoint.MacUnchecked"/>; null where the protocol has none.</param>
public readonly record struct Trail(long FirstFrame, long LastFrame, long Offset, int Length, Waypoint? Authenticity = null);
