namespace Weir.Wire.Bpf;

/// <summary>Functions of the kernel that a program at an interface calls, by their numbers (linux/bpf.h, bpf-helpers(7)).</summary>
public enum BpfHelper
{
    /// <summary>map, key: the value's address, or 0.</summary>
    MapLookup = 1,

    /// <summary>Nanoseconds since the machine began, without the time it slept.</summary>
    Nanoseconds = 5,

    /// <summary>packet, offset, bytes, length, flags: changes the packet.</summary>
    StoreBytes = 9,

    /// <summary>packet, offset of the sum, from, to, size: corrects a header's sum.</summary>
    ReplaceHeaderSum = 10,

    /// <summary>packet, offset of the sum, from, to, flags: corrects a transport's sum.</summary>
    ReplaceTransportSum = 11,

    /// <summary>packet, interface, flags: sends a copy.</summary>
    CloneRedirect = 13,

    /// <summary>packet, protocol, tag: adds a VLAN tag.</summary>
    PushVlan = 18,

    /// <summary>packet: takes the VLAN tag off.</summary>
    PopVlan = 19,

    /// <summary>interface, flags: the packet goes there when the program ends with this result.</summary>
    Redirect = 23,

    /// <summary>packet, offset, target, length: copies out of the packet.</summary>
    LoadBytes = 26,

    /// <summary>packet, length, flags: makes room before the packet.</summary>
    ChangeHead = 43,

    /// <summary>As <see cref="Nanoseconds"/>, in steps of the kernel's tick, and cheaper.</summary>
    CoarseNanoseconds = 160,
}
