namespace Weir.Reassembly;

/// <summary>
/// Which bytes are believed when two segments that are still kept say different things about the same place of a stream. Bytes that were handed on are never taken back.
/// The systems' rules are those that receivers were measured to follow (Novak and Sturges, Target-Based TCP Stream Reassembly, 2007).
/// </summary>
public enum OverlapPolicy
{
    /// <summary>The bytes that came first.</summary>
    First,
    /// <summary>The bytes that came last.</summary>
    Last,
    /// <summary>The first, unless the later segment begins before the earlier one.</summary>
    Bsd,
    /// <summary>The first, unless the later segment begins before the earlier one, or begins with it and ends after it.</summary>
    Linux,
    /// <summary>The first, unless the later segment begins before the earlier one and ends after it.</summary>
    Windows,
}
