namespace Weir.Checks.Looks;

/// <summary>What came back for an echo request.</summary>
/// <param name="isReply">True for a reply, false for an error that quotes the request.</param>
/// <param name="id">The request's identifier.</param>
/// <param name="sequence">The request's sequence number.</param>
/// <param name="why">What the error says, in words.</param>
/// <param name="sender">Bytes of the address that it came from.</param>
internal readonly ref struct EchoAnswer(bool isReply, ushort id, ushort sequence, string why, ReadOnlySpan<byte> sender)
{
    /// <summary>True for a reply.</summary>
    public bool IsReply { get; } = isReply;

    /// <summary>True when it is about a request at all.</summary>
    public bool IsAbout { get; } = isReply || why.Length > 0;

    /// <summary>The request's identifier.</summary>
    public ushort Id { get; } = id;

    /// <summary>The request's sequence number.</summary>
    public ushort Sequence { get; } = sequence;

    /// <summary>What the error says.</summary>
    public string Why { get; } = why;

    /// <summary>Bytes of the address that it came from.</summary>
    public ReadOnlySpan<byte> Sender { get; } = sender;
}
