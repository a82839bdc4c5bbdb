namespace Weir;

/// <summary>Takes messages and keeps none: for paths of which only the conversations are wanted.</summary>
public sealed class NoMessages : IMessageSink
{
    private NoMessages() { }

    /// <summary>The only one.</summary>
    public static NoMessages Instance { get; } = new();

    /// <inheritdoc/>
    public void Accept(Message message) { }

    /// <inheritdoc/>
    public void Accept(in Doubt doubt) { }
}
