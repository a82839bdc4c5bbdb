namespace Weir.Wire.Netlink;

/// <summary>How sure the kernel is of a neighbour's hardware address (linux/neighbour.h, NUD_*).</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>Asked, and no answer yet.</summary>
    Incomplete = 0x01,

    /// <summary>Known, and heard from lately.</summary>
    Reachable = 0x02,

    /// <summary>Known, and not heard from for a while.</summary>
    Stale = 0x04,

    /// <summary>About to be asked again.</summary>
    Delay = 0x08,

    /// <summary>Being asked again.</summary>
    Probe = 0x10,

    /// <summary>It did not answer.</summary>
    Failed = 0x20,

    /// <summary>It needs no hardware address.</summary>
    NoArp = 0x40,

    /// <summary>Set by hand; it stays.</summary>
    Permanent = 0x80,
}
