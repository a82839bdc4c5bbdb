namespace Weir.Wire.Frames;

/// <summary>
/// How far a layer reaches, in offsets from the start of the frame: <see cref="Promised"/> by the length fields, <see cref="End"/> as far as bytes are there and every
/// enclosing layer allows it, and which field set that end.
/// </summary>
internal readonly struct Extent
{
    /// <summary>The whole frame.</summary>
    public Extent(int end)
        : this(end, end, "frame", "frame")
    {
    }

    private Extent(int end, int promised, string limitedBy, string promisedBy)
    {
        End = end;
        Promised = promised;
        LimitedBy = limitedBy;
        PromisedBy = promisedBy;
    }

    /// <summary>End of the bytes that are there, exclusive.</summary>
    public int End { get; }

    /// <summary>End that the innermost length field promises; beyond <see cref="End"/> when the capture cut the packet off.</summary>
    public int Promised { get; }

    /// <summary>The field that set <see cref="End"/>.</summary>
    public string LimitedBy { get; }

    /// <summary>The field that set <see cref="Promised"/>.</summary>
    public string PromisedBy { get; }

    /// <summary>The extent of a layer inside this one whose length field says that it ends at <paramref name="end"/>.</summary>
    public Extent Narrow(long end, string field)
    {
        int promised = (int)Math.Min(end, int.MaxValue);
        return promised <= End ? new Extent(promised, promised, field, field) : new Extent(End, promised, LimitedBy, field);
    }
}
