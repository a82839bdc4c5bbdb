using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>A neighbour: an IP address with its hardware address, or, for a bridge, a hardware address with its port (rtnetlink, RTM_NEWNEIGH; linux/neighbour.h).</summary>
/// <param name="Index">Number of the interface.</param>
/// <param name="Address">Its IP address; null in a bridge's table.</param>
/// <param name="Mac">Its hardware address; null when it is not known.</param>
public sealed record Neighbour(int Index, IpAddress? Address, MacAddress? Mac)
{
    private const int HeaderSize = 12;
    private const byte FamilyBridge = 7;
    private const byte FlagMaster = 4;
    private const ushort DestinationType = 1;
    private const ushort HardwareType = 2;
    private const ushort VlanType = 5;

    /// <summary>How sure the kernel is. In a bridge's table: permanent is an address of the bridge itself, no-ARP a fixed entry, reachable one that ages.</summary>
    public NeighbourState State { get; init; } = NeighbourState.Permanent;

    /// <summary>VLAN of an entry in a bridge's table; null for none.</summary>
    public ushort? Vlan { get; init; }

    /// <summary>Writes a request about the neighbour: to make it or to delete it. Without an IP address it is an entry of the table of the bridge whose port the interface is.</summary>
    public void Write(NetlinkWriter writer, NetlinkMessageType type, NetlinkFlags flags, uint sequence)
    {
        writer.Begin(type, flags, sequence);
        Span<byte> header = writer.Take(HeaderSize);
        header[0] = Address is { } ip ? InterfaceAddress.Family(ip) : FamilyBridge;
        MemoryMarshal.Write(header[4..], Index);
        MemoryMarshal.Write(header[8..], (ushort)State);
        header[10] = Address is null ? FlagMaster : (byte)0;
        if (Address is { } address) { writer.Address(DestinationType, address); }
        if (Mac is { } mac) { writer.Mac(HardwareType, mac); }
        if (Vlan is { } vlan) { writer.UInt16(VlanType, vlan); }
        writer.End();
    }

    /// <summary>Writes the request for all neighbours, or for the tables of all bridges.</summary>
    public static void WriteDump(NetlinkWriter writer, uint sequence, bool bridges)
    {
        writer.Begin(NetlinkMessageType.GetNeighbour, NetlinkFlags.Dump, sequence);
        writer.Take(HeaderSize)[0] = bridges ? FamilyBridge : (byte)0;
        writer.End();
    }

    /// <summary>Reads a neighbour; false with the fault when its header is cut off.</summary>
    public static bool TryRead(in NetlinkMessage message, out Neighbour? neighbour, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        neighbour = null;
        error = default;
        if (payload.Length < HeaderSize)
        {
            error = new LengthError("ndmsg", NetlinkMessage.HeaderSize, HeaderSize, payload.Length, "nlmsg.len");
            return false;
        }

        IpAddress? address = null;
        MacAddress? mac = null;
        ushort? vlan = null;
        foreach (NetlinkAttribute a in message.Attributes(HeaderSize))
        {
            switch (a.Type)
            {
                case DestinationType: address = a.Address; break;
                case HardwareType: mac = a.Mac; break;
                case VlanType: vlan = a.UInt16; break;
            }
        }

        neighbour = new Neighbour(MemoryMarshal.Read<int>(payload[4..]), address, mac) { State = (NeighbourState)MemoryMarshal.Read<ushort>(payload[8..]), Vlan = vlan };
        return true;
    }

    /// <summary>Both addresses.</summary>
    public override string ToString() => $"{Address?.ToString() ?? "port"} at {Mac?.ToString() ?? "?"}";
}
