using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>
/// One netlink message (linux/netlink.h, struct nlmsghdr): length, type, flags, sequence number, port, then the payload. <see cref="TryRead"/> checks the length once; no accessor
/// can fail. Numbers are in the byte order of the machine.
/// </summary>
public readonly ref struct NetlinkMessage
{
    /// <summary>Length of the header in bytes.</summary>
    public const int HeaderSize = 16;

    private readonly ReadOnlySpan<byte> _bytes;

    private NetlinkMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The message type (nlmsg_type).</summary>
    public NetlinkMessageType Type => (NetlinkMessageType)MemoryMarshal.Read<ushort>(_bytes[4..]);

    /// <summary>The flags (nlmsg_flags).</summary>
    public NetlinkFlags Flags => (NetlinkFlags)MemoryMarshal.Read<ushort>(_bytes[6..]);

    /// <summary>The number that the request had (nlmsg_seq); 0 in a message that nobody asked for.</summary>
    public uint Sequence => MemoryMarshal.Read<uint>(_bytes[8..]);

    /// <summary>The netlink port of the socket that asked (nlmsg_pid).</summary>
    public uint Port => MemoryMarshal.Read<uint>(_bytes[12..]);

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderSize..];

    /// <summary>
    /// Views the message at the start of <paramref name="bytes"/> and says how many bytes to go on by (with padding, at most what is there); false with the fault when they are too
    /// few or the length field is not possible.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out NetlinkMessage message, out int consumed, out LengthError error)
    {
        message = default;
        consumed = 0;
        error = default;
        if (bytes.Length < HeaderSize)
        {
            error = new LengthError("nlmsg", 0, HeaderSize, bytes.Length, "frame");
            return false;
        }

        uint length = MemoryMarshal.Read<uint>(bytes);
        if (length < HeaderSize || length > (uint)bytes.Length)
        {
            error = length < HeaderSize
                ? new LengthError("nlmsg", 0, HeaderSize, (int)length, "nlmsg.len")
                : new LengthError("nlmsg", 0, (int)Math.Min(length, int.MaxValue), bytes.Length, "frame");
            return false;
        }

        message = new NetlinkMessage(bytes[..(int)length]);
        consumed = Math.Min(NetlinkWriter.Aligned((int)length), bytes.Length);
        return true;
    }

    /// <summary>The attributes behind the first <paramref name="headerSize"/> bytes of the payload (the family's own header); none when the payload is shorter.</summary>
    public NetlinkAttributes Attributes(int headerSize)
    {
        int start = NetlinkWriter.Aligned(headerSize);
        return new NetlinkAttributes(start <= Payload.Length ? Payload[start..] : default);
    }
}
