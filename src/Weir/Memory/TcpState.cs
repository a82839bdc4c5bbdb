namespace Weir.Memory;

/// <summary>Where a connection is in its life (RFC 9293 3.3.2).</summary>
internal enum TcpState
{
    /// <summary>It wants to be opened, and waits for the answer.</summary>
    SynSent,
    /// <summary>The other side wants to open it.</summary>
    SynReceived,
    /// <summary>Data may go both ways.</summary>
    Established,
    /// <summary>This side has ended; its end is not acknowledged.</summary>
    FinWait1,
    /// <summary>This side has ended, and waits for the other's end.</summary>
    FinWait2,
    /// <summary>The other side has ended.</summary>
    CloseWait,
    /// <summary>Both have ended at the same time; the end of this side is not acknowledged.</summary>
    Closing,
    /// <summary>The other side ended first, then this one, whose end is not acknowledged.</summary>
    LastAck,
    /// <summary>Both have ended; late segments may still come.</summary>
    TimeWait,
    /// <summary>It is over.</summary>
    Closed,
}
