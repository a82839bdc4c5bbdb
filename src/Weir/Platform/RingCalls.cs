using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>System calls and layouts of packet sockets with a ring (linux/if_packet.h, TPACKET_V3).</summary>
internal static unsafe partial class RingCalls
{
    public const int FamilyPacket = 17;
    public const int LevelPacket = 263;
    public const int AttachFilter = 26;
    public const int ReceiveRing = 5;
    public const int Statistics = 6;
    public const int Version = 10;
    public const int IgnoreOutgoing = 23;
    public const int Version3 = 2;
    public const int AllProtocols = 0x0003;
    public const int Outgoing = 4;
    public const uint StatusKernel = 0;
    public const uint StatusUser = 1;
    public const uint StatusVlanValid = 1 << 4;
    public const uint StatusVlanTpidValid = 1 << 6;
    public const short PollIn = 1;
    public const short PollError = 8;

    /// <summary>struct tpacket_req3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingRequest
    {
        public uint BlockSize;
        public uint BlockCount;
        public uint FrameSize;
        public uint FrameCount;
        public uint RetireMilliseconds;
        public uint PrivateSize;
        public uint Features;
    }

    /// <summary>struct tpacket_block_desc with its tpacket_hdr_v1.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Block
    {
        public uint Version;
        public uint PrivateOffset;
        public uint Status;
        public uint PacketCount;
        public uint FirstOffset;
        public uint Length;
        public ulong Sequence;
        public uint FirstSeconds;
        public uint FirstNanoseconds;
        public uint LastSeconds;
        public uint LastNanoseconds;
    }

    /// <summary>struct tpacket3_hdr; a struct sockaddr_ll follows after <see cref="AddressOffset"/> bytes.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Packet
    {
        public uint NextOffset;
        public uint Seconds;
        public uint Nanoseconds;
        public uint Captured;
        public uint Length;
        public uint Status;
        public ushort MacOffset;
        public ushort NetOffset;
        public uint Hash;
        public uint VlanTag;
        public ushort VlanProtocol;
        public ushort Padding;
        public ulong Padding8;
    }

    public const int AddressOffset = 48;
    public const int InterfaceOffset = AddressOffset + 4;
    public const int PacketTypeOffset = AddressOffset + 10;

    /// <summary>struct sockaddr_ll.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct LinkAddress
    {
        public ushort Family;
        public ushort Protocol;
        public int Index;
        public ushort HardwareType;
        public byte PacketType;
        public byte AddressLength;
        public ulong Address;
    }

    /// <summary>struct sock_fprog.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilterProgram
    {
        public ushort Count;
        public ulong* Instructions;
    }

    /// <summary>struct tpacket_stats_v3.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct RingStatistics
    {
        public uint Packets;
        public uint Drops;
        public uint Freezes;
    }

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, SafeHandle file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);
}
