namespace Weir.Wire.Netlink;

/// <summary>What an interface does for the network stack, such as checksums and segmentation (linux/ethtool_netlink.h, ETHTOOL_MSG_FEATURES_GET and _SET), by the kernel's names: <c>tx-checksum-ip-generic</c>, <c>rx-gro</c>.</summary>
public static class InterfaceFeatures
{
    /// <summary>The name of the generic netlink family.</summary>
    public const string Family = "ethtool";

    /// <summary>Names of a set at most; kernels have about 60.</summary>
    private const int NamesLimit = 1024;

    private const byte Version = 1;
    private const byte GetCommand = 11;
    private const byte SetCommand = 12;
    private const ushort HeaderType = 1;
    private const ushort IndexType = 1;
    private const ushort WantedType = 3;
    private const ushort ActiveType = 4;

    // ETHTOOL_A_BITSET_BITS, ETHTOOL_A_BITSET_BITS_BIT, and inside it the name and the value, which is there or not.
    private const ushort BitsType = 3;
    private const ushort BitType = 1;
    private const ushort NameType = 2;
    private const ushort ValueType = 3;

    /// <summary>Writes the request for the features of an interface.</summary>
    public static void WriteGet(NetlinkWriter writer, NetlinkMessageType family, int index, uint sequence)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Begin(writer, family, GetCommand, index, sequence);
        writer.End();
    }

    /// <summary>Writes the request to set features on or off; the others stay. The kernel leaves out, silently, what the interface cannot do and what others need.</summary>
    public static void WriteSet(NetlinkWriter writer, NetlinkMessageType family, int index, IReadOnlyList<string> names, bool on, uint sequence)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(names);
        Begin(writer, family, SetCommand, index, sequence);
        int wanted = writer.BeginNested(WantedType);
        int bits = writer.BeginNested(BitsType);
        foreach (string name in names)
        {
            int bit = writer.BeginNested(BitType);
            writer.Text(NameType, name);
            if (on) { writer.Reserve(ValueType, 0); }
            writer.EndNested(bit);
        }

        writer.EndNested(bits);
        writer.EndNested(wanted);
        writer.End();
    }

    /// <summary>Reads the names of the features that are on from the answer to <see cref="WriteGet"/>; false when it is another message.</summary>
    public static bool TryReadActive(in NetlinkMessage message, out IReadOnlyList<string> names)
    {
        names = [];
        if (message.Payload.Length < GenericHeader.Size || message.Payload[0] != GetCommand || !message.Attributes(GenericHeader.Size).TryFind(ActiveType, out NetlinkAttribute active)) { return false; }
        if (!active.Nested.TryFind(BitsType, out NetlinkAttribute bits)) { return false; }
        var found = new List<string>();
        foreach (NetlinkAttribute bit in bits.Nested)
        {
            if (bit.Type == BitType && found.Count < NamesLimit && bit.Nested.TryFind(NameType, out NetlinkAttribute name)) { found.Add(name.Text); }
        }

        names = found;
        return true;
    }

    private static void Begin(NetlinkWriter writer, NetlinkMessageType family, byte command, int index, uint sequence)
    {
        GenericHeader.Begin(writer, family, command, Version, NetlinkFlags.Acknowledge, sequence);
        int header = writer.BeginNested(HeaderType);
        writer.UInt32(IndexType, (uint)index);
        writer.EndNested(header);
    }
}
