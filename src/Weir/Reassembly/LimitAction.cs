namespace Weir.Reassembly;

/// <summary>What happens to a segment that would have to be kept when a memory limit is reached.</summary>
public enum LimitAction
{
    /// <summary>The hole before the kept bytes is given up: a gap is handed on, then what is kept, until there is room.</summary>
    GiveUpHole,
    /// <summary>The segment is refused; its bytes become a gap unless they are sent again.</summary>
    RefuseSegment,
}
