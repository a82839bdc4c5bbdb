using System.Buffers.Binary;
using Weir.Wire.Netlink;

namespace Weir.Platform;

/// <summary>Tries the kernel's packet filter (linux/netfilter/nf_tables.h).</summary>
internal static class NftablesTrial
{
    private const int Netfilter = 12;
    private const ushort SubsystemNftables = 10;
    private const NetlinkMessageType BatchBegin = (NetlinkMessageType)0x10, BatchEnd = (NetlinkMessageType)0x11, NewTable = (NetlinkMessageType)(SubsystemNftables << 8);
    private const byte FamilyInet = 1;
    private const ushort TableName = 1;
    private const uint TableSequence = 2;

    /// <summary>Makes a table in the namespace of the calling thread.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public static void MakeTable()
    {
        const string What = "making a table of nftables";
        var writer = new NetlinkWriter();
        Begin(writer, BatchBegin, NetlinkFlags.None, 1, 0, SubsystemNftables);
        writer.End();
        Begin(writer, NewTable, NetlinkFlags.Create | NetlinkFlags.Acknowledge, TableSequence, FamilyInet, 0);
        writer.Text(TableName, "weir");
        writer.End();
        Begin(writer, BatchEnd, NetlinkFlags.None, 3, 0, SubsystemNftables);
        writer.End();
        int error = NetlinkExchange.Ask(Netfilter, writer.Written.Span, TableSequence, What);
        if (error != 0) { throw LinuxCalls.Failure(What, error, 3); }
    }

    // struct nfgenmsg: family, version 0, a number in big-endian.
    private static void Begin(NetlinkWriter writer, NetlinkMessageType type, NetlinkFlags flags, uint sequence, byte family, ushort resource)
    {
        writer.Begin(type, flags, sequence);
        Span<byte> header = writer.Take(4);
        header[0] = family;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], resource);
    }
}
