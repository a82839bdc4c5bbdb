namespace Weir.Wire.Netlink;

/// <summary>The state of an interface's address (linux/if_addr.h, IFA_F_*). Other bits occur.</summary>
[Flags]
public enum AddressFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Usable at once, without asking whether another station has it (IPv6).</summary>
    NoDuplicateDetection = 0x02,

    /// <summary>Another station has it.</summary>
    DuplicateDetectionFailed = 0x08,

    /// <summary>Not usable yet: the kernel still asks whether another station has it.</summary>
    Tentative = 0x40,

    /// <summary>It does not run out.</summary>
    Permanent = 0x80,

    /// <summary>The kernel makes no route for its prefix.</summary>
    NoPrefixRoute = 0x200,
}
