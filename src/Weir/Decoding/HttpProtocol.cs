namespace Weir.Decoding;

/// <summary>HTTP/1.0 and 1.1 (RFC 9112), recognised by the first word of a request or a response, on any port.</summary>
internal sealed class HttpProtocol : IProtocol
{
    private static readonly byte[][] Words = [.. HttpStartLine.Methods, "HTTP/1."u8.ToArray()];

    public string Name => "http";

    public Recognition Recognise(Conversation conversation, in Chunk first, ReadOnlySpan<byte> bytes, DecodingStage stage, bool complete)
    {
        if (conversation.Protocol != 6) { return Recognition.No; }
        foreach (byte[] word in Words)
        {
            if (bytes.StartsWith(word)) { return Recognition.Yes; }
            if (!complete && bytes.Length < word.Length && word.AsSpan().StartsWith(bytes)) { return Recognition.NeedMore; }
        }

        return Recognition.No;
    }

    public ConversationDecoder Create(Conversation conversation, DecodingStage stage) => new HttpConversation(conversation, stage);
}
