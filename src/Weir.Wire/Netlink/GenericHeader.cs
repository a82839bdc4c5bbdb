namespace Weir.Wire.Netlink;

/// <summary>The generic netlink family: messages of families whose numbers the kernel gives at run time (linux/genetlink.h, struct genlmsghdr: command, version, two bytes of padding).</summary>
public static class GenericHeader
{
    /// <summary>Length of the header behind that of netlink, in bytes.</summary>
    public const int Size = 4;

    // GENL_ID_CTRL, CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_ID and CTRL_ATTR_FAMILY_NAME.
    private const NetlinkMessageType Controller = (NetlinkMessageType)16;
    private const byte GetFamily = 3;
    private const ushort FamilyIdType = 1;
    private const ushort FamilyNameType = 2;

    /// <summary>Begins a message of a family.</summary>
    public static void Begin(NetlinkWriter writer, NetlinkMessageType family, byte command, byte version, NetlinkFlags flags, uint sequence)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Begin(family, flags, sequence);
        Span<byte> header = writer.Take(Size);
        header[0] = command;
        header[1] = version;
    }

    /// <summary>Writes the request for the number of the family of this name.</summary>
    public static void WriteFind(NetlinkWriter writer, string name, uint sequence)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Begin(writer, Controller, GetFamily, 1, NetlinkFlags.Acknowledge, sequence);
        writer.Text(FamilyNameType, name);
        writer.End();
    }

    /// <summary>Reads the number of a family from the answer; false when it is another message.</summary>
    public static bool TryReadFamily(in NetlinkMessage message, out NetlinkMessageType family)
    {
        family = default;
        if (message.Type != Controller || !message.Attributes(Size).TryFind(FamilyIdType, out NetlinkAttribute id) || id.Value.Length < 2) { return false; }
        family = (NetlinkMessageType)id.UInt16;
        return true;
    }
}
