namespace Weir.Wire.Netlink;

/// <summary>The state of a network interface (linux/if.h, IFF_*). Other bits occur.</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Set up by the administrator.</summary>
    Up = 0x1,

    /// <summary>It can send to all stations.</summary>
    Broadcast = 0x2,

    /// <summary>The loopback interface.</summary>
    Loopback = 0x8,

    /// <summary>A line with one other end.</summary>
    PointToPoint = 0x10,

    /// <summary>It works: up, and with a carrier.</summary>
    Running = 0x40,

    /// <summary>It does not ask for addresses.</summary>
    NoArp = 0x80,

    /// <summary>It takes frames for anybody.</summary>
    Promiscuous = 0x100,

    /// <summary>It can send to groups.</summary>
    Multicast = 0x1000,

    /// <summary>The driver sees a carrier.</summary>
    LowerUp = 0x10000,
}
