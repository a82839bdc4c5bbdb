using System.Runtime.InteropServices;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>
/// A network interface to make, or what to change at one (rtnetlink, RTM_NEWLINK and RTM_SETLINK). What is null stays as it is. One request makes a veth pair with each end in
/// its namespace, named and numbered, and attaches the first to a bridge.
/// </summary>
public sealed record LinkRequest
{
    /// <summary>The longest name of an interface, in bytes (IFNAMSIZ without its zero).</summary>
    public const int MaxNameLength = 15;

    private const byte FamilyIPv6 = 10;
    private const uint AddressGenerationNone = 1;

    /// <summary>What kind to make: <c>veth</c>, <c>bridge</c>, <c>vlan</c>, <c>macvlan</c>, <c>dummy</c>, <c>ifb</c>, <c>vrf</c>; null for a change.</summary>
    public string? Kind { get; init; }

    /// <summary>The name, at most <see cref="MaxNameLength"/> bytes. In a change with an index: the new name, for which the interface must be down in older kernels.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The interface's number. To make: the number it shall have, so that later requests can name it before the kernel has answered; 0 lets the kernel choose. To change: which
    /// one; 0 means the one of this name.
    /// </summary>
    public int Index { get; init; }

    /// <summary>Descriptor of the namespace that it is made in or moved to; null for the namespace of the socket. It must be open when the request is sent.</summary>
    public int? NamespaceFd { get; init; }

    /// <summary>Largest payload of a frame in bytes.</summary>
    public int? Mtu { get; init; }

    /// <summary>Hardware address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>Number of the bridge, in the namespace of the interface, that it becomes a port of; 0 takes it out.</summary>
    public int? Master { get; init; }

    /// <summary>Up or down.</summary>
    public bool? Up { get; init; }

    /// <summary>Whether it takes frames for anybody.</summary>
    public bool? Promiscuous { get; init; }

    /// <summary>Whether it asks for hardware addresses.</summary>
    public bool? Arp { get; init; }

    /// <summary>Free text that the kernel keeps beside the name, at most 255 bytes. For a change only.</summary>
    public string? Alias { get; init; }

    /// <summary>A number for deleting many at once.</summary>
    public uint? Group { get; init; }

    /// <summary>How many packets wait at most before they are dropped, where no queue discipline says otherwise.</summary>
    public int? QueueLength { get; init; }

    /// <summary>How many queues in each direction; to make only.</summary>
    public int? Queues { get; init; }

    /// <summary>False: the kernel makes no link-local IPv6 address when it goes up. For a change only.</summary>
    public bool? LinkLocalAddress { get; init; }

    /// <summary>The other end of a veth pair. Its <see cref="Kind"/>, <see cref="Master"/> and <see cref="Up"/> are not looked at: the kernel makes it before this end, when it cannot go up
    /// yet, so it goes up by a change. A number for it needs a number for this end too.</summary>
    public LinkRequest? Peer { get; init; }

    /// <summary>Options of a bridge.</summary>
    public BridgeOptions? Bridge { get; init; }

    /// <summary>Number of the interface below, for <c>vlan</c> and <c>macvlan</c>.</summary>
    public int? Parent { get; init; }

    /// <summary>The tag of a <c>vlan</c>.</summary>
    public ushort? VlanId { get; init; }

    /// <summary>The mode of a <c>macvlan</c>: 1 private, 2 VEPA, 4 bridge, 8 passthru.</summary>
    public uint? MacvlanMode { get; init; }

    /// <summary>Writes the request to make it: an error when it is there.</summary>
    public void WriteCreate(NetlinkWriter writer, NetlinkFlags flags, uint sequence)
    {
        writer.Begin(NetlinkMessageType.NewLink, flags | NetlinkFlags.Create | NetlinkFlags.Exclusive, sequence);
        WriteBody(writer, changes: false);
        writer.End();
    }

    /// <summary>Writes the request to change it: an error when it is not there.</summary>
    public void WriteChange(NetlinkWriter writer, NetlinkFlags flags, uint sequence)
    {
        // Options of a kind travel with RTM_NEWLINK only; without the flag to create it changes what is there.
        writer.Begin(Bridge is null ? NetlinkMessageType.SetLink : NetlinkMessageType.NewLink, flags, sequence);
        WriteBody(writer, changes: true);
        writer.End();
    }

    private void WriteBody(NetlinkWriter writer, bool changes)
    {
        Span<byte> header = writer.Take(LinkAttribute.HeaderSize);
        (LinkFlags set, LinkFlags mask) = Flags();
        MemoryMarshal.Write(header[4..], Index);
        MemoryMarshal.Write(header[8..], (uint)set);
        MemoryMarshal.Write(header[12..], (uint)mask);
        if (Name is not null) { writer.Text(LinkAttribute.Name, Name); }
        if (NamespaceFd is { } fd) { writer.UInt32(LinkAttribute.NamespaceFd, (uint)fd); }
        if (Mtu is { } mtu) { writer.UInt32(LinkAttribute.Mtu, (uint)mtu); }
        if (Mac is { } mac) { writer.Mac(LinkAttribute.Address, mac); }
        if (Parent is { } parent) { writer.UInt32(LinkAttribute.Link, (uint)parent); }
        if (Master is { } master) { writer.UInt32(LinkAttribute.Master, (uint)master); }
        if (Alias is not null) { writer.Text(LinkAttribute.Alias, Alias); }
        if (Group is { } group) { writer.UInt32(LinkAttribute.Group, group); }
        if (QueueLength is { } length) { writer.UInt32(LinkAttribute.QueueLength, (uint)length); }
        if (Queues is { } queues && !changes)
        {
            writer.UInt32(LinkAttribute.SendQueues, (uint)queues);
            writer.UInt32(LinkAttribute.ReceiveQueues, (uint)queues);
        }

        if (LinkLocalAddress is { } local)
        {
            int families = writer.BeginNested(LinkAttribute.FamilySpecific);
            int family = writer.BeginNested(FamilyIPv6);
            writer.UInt8(LinkAttribute.AddressGeneration, local ? (byte)0 : (byte)AddressGenerationNone);
            writer.EndNested(family);
            writer.EndNested(families);
        }

        if (Kind is not null || Bridge is not null) { WriteInfo(writer); }
    }

    private void WriteInfo(NetlinkWriter writer)
    {
        int info = writer.BeginNested(LinkAttribute.Info);
        writer.Text(LinkAttribute.Kind, Kind ?? "bridge");
        if (Peer is not null || Bridge is not null || VlanId is not null || MacvlanMode is not null)
        {
            int data = writer.BeginNested(LinkAttribute.Data);
            if (Peer is not null)
            {
                int peer = writer.BeginNested(LinkAttribute.VethPeer);
                (Peer with { Kind = null, Bridge = null, Master = null, Up = null }).WriteBody(writer, changes: false);
                writer.EndNested(peer);
            }

            Bridge?.Write(writer);
            if (VlanId is { } vlan) { writer.UInt16(LinkAttribute.VlanId, vlan); }
            if (MacvlanMode is { } mode) { writer.UInt32(LinkAttribute.MacvlanMode, mode); }
            writer.EndNested(data);
        }

        writer.EndNested(info);
    }

    private (LinkFlags Set, LinkFlags Mask) Flags()
    {
        LinkFlags set = LinkFlags.None, mask = LinkFlags.None;
        Decide(Up, LinkFlags.Up);
        Decide(Promiscuous, LinkFlags.Promiscuous);
        Decide(Arp is { } arp ? !arp : null, LinkFlags.NoArp);
        return (set, mask);

        void Decide(bool? wanted, LinkFlags flag)
        {
            if (wanted is null) { return; }
            mask |= flag;
            if (wanted.Value) { set |= flag; }
        }
    }
}
