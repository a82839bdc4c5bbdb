namespace Weir.Fabric;

/// <summary>One end of a link: where frames leave a node and enter it. Used by one engine thread at a time; neither method blocks.</summary>
internal interface ILinkEnd : IDisposable
{
    /// <summary>The descriptor that is readable when a frame waits; -1 when there is none and <see cref="Arrived"/> tells instead.</summary>
    int Descriptor { get; }

    /// <summary>Called, from any thread, when a frame waits at an end without a descriptor.</summary>
    Action? Arrived { get; set; }

    /// <summary>Frames that the end dropped before the engine read them, so far.</summary>
    long Dropped { get; }

    /// <summary>True when no frame can come any more: the device was removed.</summary>
    bool Gone { get; }

    /// <summary>Reads the next frame into a buffer of <paramref name="pool"/>, which the caller then owns. False when none waits. A frame for which the pool has no room is read, dropped and counted by the end.</summary>
    bool TryRead(FramePool pool, out FrameBuffer frame);

    /// <summary>Hands a frame to the node. The caller keeps the buffer. False when the node does not take it.</summary>
    bool TryWrite(FrameBuffer frame);

    /// <summary>Says whether the node may send segments larger than a packet on the wire, for the engine to pass in one piece.</summary>
    void AllowLargeSegments(bool allowed);
}
