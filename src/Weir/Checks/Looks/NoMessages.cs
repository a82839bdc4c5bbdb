namespace Weir.Checks.Looks;

/// <summary>Takes nothing: for paths of which only the conversations are wanted.</summary>
internal sealed class NoMessages : IMessageSink
{
    /// <summary>The only one.</summary>
    public static NoMessages Instance { get; } = new();

    /// <inheritdoc/>
    public void Accept(Message message) { }

    /// <inheritdoc/>
    public void Accept(in Doubt doubt) { }
}
