namespace Weir.Consensus;

/// <summary>An interval in which messages may be missing, with the blocks they can have been about.</summary>
internal sealed class DoubtTrack(SessionTrack session, Direction direction, long from, long to, string reason, long bytes, long position)
{
    public SessionTrack Session { get; } = session;

    public Direction Direction { get; } = direction;

    public long From { get; } = from;

    public long To { get; set; } = to;

    public string Reason { get; } = reason;

    public long Bytes { get; set; } = bytes;

    /// <summary>How many runs the direction had when the doubt came.</summary>
    public long Position { get; } = position;

    /// <summary>True when something was lost of what came after the connection's begin.</summary>
    public bool IsLoss => Position > 0 || From > Session.Conversation.Begin;

    /// <summary>The lowest block that may be touched; null when nothing came before.</summary>
    public ulong? Low { get; set; }

    /// <summary>The highest block that may be touched; null when nothing came after.</summary>
    public ulong? High { get; set; }

    /// <summary>True when it is about a connection that carries no consensus messages.</summary>
    public bool IsBeside { get; set; }

    /// <summary>What is reported of it; the same object as long as it says the same.</summary>
    public BlockDoubt? Report { get; private set; }

    /// <summary>Brings <see cref="Report"/> up to date; true when it changed.</summary>
    public bool Tell()
    {
        var now = new BlockDoubt(Session.Conversation, Direction, From, To, Reason, Bytes, Low, High, IsBeside);
        if (now == Report) { return false; }
        Report = now;
        return true;
    }

    /// <summary>
    /// True when what lies beside it stays as it is, whatever comes: the direction went on for so long that no message can be out of its order by more, or has ended.
    /// </summary>
    /// <param name="now">The latest time at the point.</param>
    /// <param name="margin">How far messages may be out of their order.</param>
    public bool IsSettled(long now, long margin)
    {
        if (To == long.MaxValue || now <= Math.Max(From, To) + (2 * margin)) { return false; }
        if (Session.HasEnded(Direction)) { return now > Session.LastAlive + (2 * margin); }
        DirectionTrack track = Session[Direction];
        return High is not null && track.FirstFrom(Position) is { } next && track.Last > Math.Max(To, next) + (2 * margin);
    }

    /// <summary>Looks up again what lies beside the interval.</summary>
    public void Resolve(long margin)
    {
        DirectionTrack track = Session[Direction];
        Low = track.Low(Position, From, margin);
        High = track.High(Position, To, margin);
    }

    /// <summary>
    /// True when a message of the block can have been lost in the interval. Between two known neighbours only the blocks from the lower to the higher can; where a neighbour is missing, time must tell.
    /// </summary>
    /// <param name="sequence">The block.</param>
    /// <param name="first">Its first message at the point.</param>
    /// <param name="last">Its last message at the point.</param>
    /// <param name="margin">By how much activity may have reached further than what was seen.</param>
    /// <param name="laggard">True when the direction was behind the network, so that its blocks were over elsewhere.</param>
    public bool Touches(ulong sequence, long first, long last, long margin, bool laggard)
    {
        if (Low is { } low) { if (sequence < low) { return false; } }
        else if (!(laggard && High is not null) && last < From - margin) { return false; }

        if (High is { } high) { if (sequence > high) { return false; } }
        else if (To != long.MaxValue && first > To + margin) { return false; }

        return true;
    }
}
