namespace Weir.Decoding;

/// <summary>One protocol: how it is recognised, and what decodes it. One file a protocol, one line in <see cref="ProtocolRegistry"/>.</summary>
internal interface IProtocol
{
    /// <summary>Name, lower case, as in <see cref="Message.Protocol"/>.</summary>
    string Name { get; }

    /// <summary>Looks at the first bytes of one direction of a conversation. <paramref name="complete"/> says that no more will come before the decision.</summary>
    Recognition Recognise(Conversation conversation, in Chunk first, ReadOnlySpan<byte> bytes, DecodingStage stage, bool complete);

    /// <summary>Makes the decoder of one conversation.</summary>
    ConversationDecoder Create(Conversation conversation, DecodingStage stage);
}
