namespace Weir.Decoding;

/// <summary>A conversation of no protocol that is known or wanted.</summary>
internal sealed class IgnoredConversation : ConversationDecoder
{
    public static IgnoredConversation Instance { get; } = new();

    public override void Accept(in Chunk chunk) { }
}
