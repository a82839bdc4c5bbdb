namespace Weir.Wire.Netlink;

/// <summary>The message types that are used here: of netlink itself (linux/netlink.h) and of rtnetlink (linux/rtnetlink.h). Other values occur.</summary>
public enum NetlinkMessageType : ushort
{
    /// <summary>Nothing (NLMSG_NOOP).</summary>
    None = 1,

    /// <summary>An answer: an error, or error zero when all went well (NLMSG_ERROR).</summary>
    Error = 2,

    /// <summary>The end of a dump (NLMSG_DONE).</summary>
    Done = 3,

    /// <summary>Messages were lost (NLMSG_OVERRUN).</summary>
    Overrun = 4,

    /// <summary>RTM_NEWLINK.</summary>
    NewLink = 16,

    /// <summary>RTM_DELLINK.</summary>
    DeleteLink = 17,

    /// <summary>RTM_GETLINK.</summary>
    GetLink = 18,

    /// <summary>RTM_SETLINK.</summary>
    SetLink = 19,

    /// <summary>RTM_NEWADDR.</summary>
    NewAddress = 20,

    /// <summary>RTM_DELADDR.</summary>
    DeleteAddress = 21,

    /// <summary>RTM_GETADDR.</summary>
    GetAddress = 22,

    /// <summary>RTM_NEWROUTE.</summary>
    NewRoute = 24,

    /// <summary>RTM_DELROUTE.</summary>
    DeleteRoute = 25,

    /// <summary>RTM_GETROUTE.</summary>
    GetRoute = 26,

    /// <summary>RTM_NEWNEIGH.</summary>
    NewNeighbour = 28,

    /// <summary>RTM_DELNEIGH.</summary>
    DeleteNeighbour = 29,

    /// <summary>RTM_GETNEIGH.</summary>
    GetNeighbour = 30,

    /// <summary>RTM_NEWQDISC.</summary>
    NewQueue = 36,

    /// <summary>RTM_DELQDISC.</summary>
    DeleteQueue = 37,

    /// <summary>RTM_GETQDISC.</summary>
    GetQueue = 38,

    /// <summary>RTM_NEWTCLASS.</summary>
    NewQueueClass = 40,

    /// <summary>RTM_DELTCLASS.</summary>
    DeleteQueueClass = 41,

    /// <summary>RTM_GETTCLASS.</summary>
    GetQueueClass = 42,

    /// <summary>RTM_NEWLINKPROP.</summary>
    NewLinkProperty = 108,

    /// <summary>RTM_DELLINKPROP.</summary>
    DeleteLinkProperty = 109,
}
