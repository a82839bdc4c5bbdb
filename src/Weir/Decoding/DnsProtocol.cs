using System.Buffers.Binary;
using Weir.Wire.Dns;

namespace Weir.Decoding;

/// <summary>DNS over UDP, and over TCP with its two-byte length (RFC 1035 4.2.2), on port 53; mDNS on 5353.</summary>
internal sealed class DnsProtocol : IProtocol
{
    private const byte Udp = 17;

    public string Name => "dns";

    public Recognition Recognise(Conversation conversation, in Chunk first, ReadOnlySpan<byte> bytes, DecodingStage stage, bool complete)
    {
        if (!IsPort(conversation.Server.Port) && !IsPort(conversation.Client.Port)) { return Recognition.No; }
        if (conversation.Protocol == Udp) { return bytes.Length >= DnsMessage.HeaderSize ? Recognition.Yes : Recognition.No; }
        if (first.StartsMidStream) { return Recognition.No; }
        if (bytes.Length < 2) { return complete ? Recognition.No : Recognition.NeedMore; }
        return BinaryPrimitives.ReadUInt16BigEndian(bytes) >= DnsMessage.HeaderSize ? Recognition.Yes : Recognition.No;
    }

    public ConversationDecoder Create(Conversation conversation, DecodingStage stage) => new DnsConversation(conversation, stage);

    private static bool IsPort(ushort port) => port is 53 or 5353;
}
