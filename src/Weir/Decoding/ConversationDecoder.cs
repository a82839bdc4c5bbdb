namespace Weir.Decoding;

/// <summary>Decodes one conversation. Lives in <see cref="Conversation.State"/>.</summary>
internal abstract class ConversationDecoder
{
    /// <summary>Takes one chunk, of either direction. Must not throw on what the bytes say.</summary>
    public abstract void Accept(in Chunk chunk);
}
