using Weir.Wire.Ethereum;

namespace Weir.Decoding;

/// <summary>
/// RLPx, as Klaytn's consensus nodes speak it (klaytn-ibft 1): a connection-type byte, a handshake packet, then encrypted frames. A stream that begins in the middle shows nothing of itself,
/// so any such stream is tried where there are secrets.
/// </summary>
internal sealed class RlpxProtocol : IProtocol
{
    /// <summary>Largest connection type that is in use (1.1).</summary>
    private const byte MaxConnectionType = 4;

    private const byte Tcp = 6;

    public string Name => "rlpx";

    public Recognition Recognise(Conversation conversation, in Chunk first, ReadOnlySpan<byte> bytes, DecodingStage stage, bool complete)
    {
        if (conversation.Protocol != Tcp) { return Recognition.No; }
        if (first.StartsMidStream) { return stage.Secrets is null ? Recognition.No : Recognition.Yes; }
        if (bytes.IsEmpty || bytes[0] > MaxConnectionType) { return Recognition.No; }
        if (bytes.Length < 4) { return complete ? Recognition.No : Recognition.NeedMore; }
        if (!RlpxHandshakePacket.TryGetLength(bytes[1..], fromInitiator: true, out _, out RlpxHandshakeForm form)) { return Recognition.No; }

        // Either form begins with the uncompressed point of an ephemeral key.
        return bytes[form == RlpxHandshakeForm.Plain ? 1 : 3] == 4 ? Recognition.Yes : Recognition.No;
    }

    public ConversationDecoder Create(Conversation conversation, DecodingStage stage) => new RlpxConversation(conversation, stage);
}
