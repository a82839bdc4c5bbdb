using System.Runtime.InteropServices;

// The kernel writes the counters; padding is never written.
#pragma warning disable CS0649

namespace Weir.Switching;

/// <summary>What the kernel does with the packets of one key: the value of its table, as <see cref="DataPathProgram"/> reads it. All numbers are in the machine's byte order unless they are parts of headers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CachedActions
{
    /// <summary>Most copies of a packet.</summary>
    public const int MostOutputs = 62;

    /// <summary>Bits of <see cref="Changes"/>.</summary>
    public const uint HeaderSum = 1, AddressesIPv4 = 2, AddressesIPv6 = 4, PseudoSum = 8, Ports = 16, ServiceIPv4 = 32, ServiceIPv6 = 64, PopVlan = 128, PushVlan = 256, Ethernet = 512, PortSum = 1024, PopSecond = 2048, PushSecond = 4096;

    /// <summary>Packets that were found, and their bytes; when the last was, in nanoseconds of the machine's clock. The kernel writes these.</summary>
    public ulong Packets, ByteCount, Used;

    /// <summary>What is changed before the packet goes out.</summary>
    public uint Changes;

    /// <summary>How many outputs; 0 drops.</summary>
    public uint OutputCount;

    /// <summary>The new Ethernet destination and source.</summary>
    public fixed byte EthernetAddresses[12];

    /// <summary>The VLAN tag that is pushed first, without its type.</summary>
    public ushort Vlan;

    /// <summary>That tag's type, as its two bytes stand in a packet.</summary>
    public ushort VlanType;

    /// <summary>The new network addresses: 4 and 4 bytes, or 16 and 16.</summary>
    public fixed byte Addresses[32];

    /// <summary>The new ports.</summary>
    public fixed byte TransportPorts[4];

    /// <summary>By how much the sums of the IP header, of the transport's pseudo header, and of the ports differ, in ones' complement.</summary>
    public uint HeaderDifference, PseudoDifference, PortDifference;

    /// <summary>How the kernel corrects the transport's sum, and where in the transport's header it is.</summary>
    public uint SumFlags, SumAt;

    /// <summary>The new type of service; its lowest byte counts.</summary>
    public uint Service;

    /// <summary>The tag that is pushed after it, and its type.</summary>
    public ushort SecondVlan, SecondVlanType;

    /// <summary>The place of the meter that its packets pass through; 0 for none.</summary>
    public uint Meter;

    /// <summary>The interface that sees the packet as it came in; 0 for none.</summary>
    public uint Mirror;

    /// <summary>Numbers of the interfaces that the packet leaves by.</summary>
    public fixed uint Outputs[MostOutputs];

    /// <summary>Bytes of it.</summary>
    public static int Size => sizeof(CachedActions);
}
