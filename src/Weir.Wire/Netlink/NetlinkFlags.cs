namespace Weir.Wire.Netlink;

/// <summary>The flags of a netlink message (linux/netlink.h, NLM_F_*). Some bits mean one thing in a request to get and another in a request to make.</summary>
#pragma warning disable CA1069 // The kernel gives the same bits other meanings in requests, answers and errors.
[Flags]
public enum NetlinkFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>A request to the kernel.</summary>
    Request = 0x1,

    /// <summary>One of several messages, ended by <see cref="NetlinkMessageType.Done"/>.</summary>
    Multi = 0x2,

    /// <summary>The sender wants an answer also when nothing went wrong.</summary>
    Acknowledge = 0x4,

    /// <summary>The sender wants to be told what was made or found, as listeners are.</summary>
    Echo = 0x8,

    /// <summary>The dump is not of one moment, because something changed meanwhile: ask again.</summary>
    DumpInterrupted = 0x10,

    /// <summary>In an answer: the request that failed is not repeated in it.</summary>
    Capped = 0x100,

    /// <summary>In an answer: attributes follow that say more about the error.</summary>
    ExtendedAcknowledge = 0x200,

    /// <summary>To get: all that there are (NLM_F_ROOT and NLM_F_MATCH).</summary>
    Dump = 0x300,

    /// <summary>To make: replace what is there.</summary>
    Replace = 0x100,

    /// <summary>To make: fail when it is there.</summary>
    Exclusive = 0x200,

    /// <summary>To make: create when it is not there.</summary>
    Create = 0x400,
}
