namespace Weir.Traffic;

/// <summary>What happened to an echo request.</summary>
internal enum PingEventKind
{
    /// <summary>It was answered in time.</summary>
    Answered,
    /// <summary>It was answered again.</summary>
    Duplicate,
    /// <summary>No answer came in time.</summary>
    Lost,
    /// <summary>An answer came after the time was over.</summary>
    Late,
    /// <summary>A router or the host said that it cannot be delivered.</summary>
    Unreachable,
    /// <summary>It could not be sent.</summary>
    NotSent,
}
