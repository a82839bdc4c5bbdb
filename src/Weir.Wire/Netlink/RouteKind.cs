namespace Weir.Wire.Netlink;

/// <summary>What a route does with packets (linux/rtnetlink.h, RTN_*).</summary>
public enum RouteKind : byte
{
    /// <summary>Not said.</summary>
    None,

    /// <summary>Sends them to a gateway or out of an interface.</summary>
    Unicast,

    /// <summary>They are for this machine.</summary>
    Local,

    /// <summary>They are for this machine, and go out to all.</summary>
    Broadcast,

    /// <summary>They are for this machine, which is one of several.</summary>
    Anycast,

    /// <summary>They go to a group.</summary>
    Multicast,

    /// <summary>Drops them silently.</summary>
    Blackhole,

    /// <summary>Refuses them: unreachable.</summary>
    Unreachable,

    /// <summary>Refuses them: prohibited.</summary>
    Prohibit,

    /// <summary>Goes on with the next table.</summary>
    Throw,
}
