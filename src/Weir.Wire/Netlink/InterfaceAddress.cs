using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>An address of an interface (rtnetlink, RTM_NEWADDR; linux/if_addr.h).</summary>
/// <param name="Index">Number of the interface.</param>
/// <param name="Address">The address.</param>
/// <param name="PrefixLength">How many bits of it name the segment: 0 to 32, or 0 to 128.</param>
public sealed record InterfaceAddress(int Index, IpAddress Address, int PrefixLength)
{
    private const int HeaderSize = 8;
    private const byte FamilyIPv4 = 2;
    private const byte FamilyIPv6 = 10;
    private const ushort PrefixType = 1;
    private const ushort LocalType = 2;
    private const ushort BroadcastType = 4;
    private const ushort FlagsType = 8;

    /// <summary>Its state, or what it shall be.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>0 everywhere, 253 on this segment only, 254 on this machine only (linux/rtnetlink.h, RT_SCOPE_*).</summary>
    public byte Scope { get; init; }

    /// <summary>The other end of a point-to-point line; null for none.</summary>
    public IpAddress? Peer { get; init; }

    /// <summary>Writes a request about the address: to make it or to delete it.</summary>
    public void Write(NetlinkWriter writer, NetlinkMessageType type, NetlinkFlags flags, uint sequence)
    {
        writer.Begin(type, flags, sequence);
        Span<byte> header = writer.Take(HeaderSize);
        header[0] = Family(Address);
        header[1] = (byte)PrefixLength;
        header[2] = (byte)Flags;
        header[3] = Scope;
        MemoryMarshal.Write(header[4..], Index);
        writer.Address(LocalType, Address);
        writer.Address(PrefixType, Peer ?? Address);

        // Directed broadcasts are frames to everybody only when the kernel is told the address; a /31 has none (RFC 3021).
        if (Address.IsIPv4 && Peer is null && PrefixLength < 31) { writer.Address(BroadcastType, IpAddress.FromIPv4((uint)Address.Low | (uint.MaxValue >> PrefixLength))); }
        if (Flags != AddressFlags.None) { writer.UInt32(FlagsType, (uint)Flags); }
        writer.End();
    }

    /// <summary>Writes the request for all addresses.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence)
    {
        writer.Begin(NetlinkMessageType.GetAddress, NetlinkFlags.Dump, sequence);
        writer.Take(HeaderSize);
        writer.End();
    }

    /// <summary>Reads an address; false with the fault when the header is cut off, or no address is in it.</summary>
    public static bool TryRead(in NetlinkMessage message, out InterfaceAddress? address, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        address = null;
        error = default;
        if (payload.Length < HeaderSize)
        {
            error = new LengthError("ifaddrmsg", NetlinkMessage.HeaderSize, HeaderSize, payload.Length, "nlmsg.len");
            return false;
        }

        IpAddress? local = null, prefix = null;
        uint flags = payload[2];
        foreach (NetlinkAttribute a in message.Attributes(HeaderSize))
        {
            switch (a.Type)
            {
                case LocalType: local = a.Address; break;
                case PrefixType: prefix = a.Address; break;
                case FlagsType: flags = a.UInt32; break;
            }
        }

        if ((local ?? prefix) is not { } own)
        {
            error = new LengthError("ifa_address", NetlinkMessage.HeaderSize + HeaderSize, NetlinkAttribute.HeaderSize + 4, payload.Length - HeaderSize, "nlmsg.len");
            return false;
        }

        address = new InterfaceAddress(MemoryMarshal.Read<int>(payload[4..]), own, payload[1])
        {
            Flags = (AddressFlags)flags,
            Scope = payload[3],
            Peer = prefix is { } other && other != own ? other : null,
        };
        return true;
    }

    internal static byte Family(IpAddress address) => address.IsIPv4 ? FamilyIPv4 : FamilyIPv6;

    /// <summary>The address and its prefix length, and the other end where there is one.</summary>
    public override string ToString() => Peer is { } peer ? $"{Address} peer {peer}/{PrefixLength}" : $"{Address}/{PrefixLength}";
}
