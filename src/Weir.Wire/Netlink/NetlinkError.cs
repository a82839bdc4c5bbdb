using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>The kernel's answer to a request (linux/netlink.h, struct nlmsgerr and enum nlmsgerr_attrs).</summary>
/// <param name="Number">The error number (errno), positive; 0 when all went well.</param>
/// <param name="Text">What the kernel says beside the number, often null; when <paramref name="Number"/> is 0, a warning.</param>
/// <param name="Offset">Offset in the request of the attribute that was wrong, in bytes; -1 when the kernel does not say.</param>
/// <param name="Missing">Type of an attribute that was missing; -1 when the kernel does not say.</param>
public readonly record struct NetlinkError(int Number, string? Text, int Offset, int Missing)
{
    private const int MinSize = 4 + NetlinkMessage.HeaderSize;
    private const ushort MessageType = 1;
    private const ushort OffsetType = 2;
    private const ushort MissingType = 5;

    /// <summary>Reads the payload of a message of type <see cref="NetlinkMessageType.Error"/>; false with the fault when it is too short.</summary>
    public static bool TryRead(in NetlinkMessage message, out NetlinkError answer, out LengthError error)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        answer = default;
        error = default;
        if (payload.Length < MinSize)
        {
            error = new LengthError("nlmsgerr", NetlinkMessage.HeaderSize, MinSize, payload.Length, "nlmsg.len");
            return false;
        }

        answer = new NetlinkError(-MemoryMarshal.Read<int>(payload), null, -1, -1);
        if ((message.Flags & NetlinkFlags.ExtendedAcknowledge) == NetlinkFlags.None) { return true; }

        // The attributes lie behind the copy of the request: its header alone when the answer is capped, and no error repeats more than that when all went well.
        int copied = (message.Flags & NetlinkFlags.Capped) != NetlinkFlags.None || answer.Number == 0 ? NetlinkMessage.HeaderSize : Copied(payload);
        answer = ReadAttributes(message.Attributes(4 + copied), answer);
        return true;
    }

    /// <summary>Reads what the end of a dump says: an error number, and since Linux 6.1 the same attributes; number 0 when the payload has none.</summary>
    public static NetlinkError ReadDone(in NetlinkMessage message)
    {
        int number = message.Payload.Length < 4 ? 0 : -MemoryMarshal.Read<int>(message.Payload);
        return ReadAttributes(message.Attributes(4), new NetlinkError(number, null, -1, -1));
    }

    private static int Copied(ReadOnlySpan<byte> payload) => (int)Math.Min(MemoryMarshal.Read<uint>(payload[4..]), (uint)(payload.Length - 4));

    private static NetlinkError ReadAttributes(NetlinkAttributes attributes, NetlinkError answer)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            answer = attribute.Type switch
            {
                MessageType => answer with { Text = attribute.Text },
                OffsetType when attribute.Value.Length == 4 => answer with { Offset = attribute.Int32 },
                MissingType when attribute.Value.Length == 4 => answer with { Missing = attribute.Int32 },
                _ => answer,
            };
        }

        return answer;
    }
}
