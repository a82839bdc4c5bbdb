namespace Weir;

/// <summary>How a direction of a conversation ended.</summary>
public enum StreamEnd : byte
{
    /// <summary>It did not end yet.</summary>
    None,
    /// <summary>The sender closed it (FIN).</summary>
    Closed,
    /// <summary>One end reset the connection.</summary>
    Reset,
    /// <summary>Nothing came for the idle time.</summary>
    Idle,
    /// <summary>The same addresses and ports were used for another connection.</summary>
    Reused,
    /// <summary>It was given up because a limit on memory or conversations was reached.</summary>
    Evicted,
    /// <summary>The capture ended first.</summary>
    CaptureEnded,
}
