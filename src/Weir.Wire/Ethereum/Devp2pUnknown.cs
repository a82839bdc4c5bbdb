namespace Weir.Wire.Ethereum;

/// <summary>A message of a code that is not known here: its bytes.</summary>
/// <param name="Payload">The payload after decompression.</param>
public sealed record Devp2pUnknown(ReadOnlyMemory<byte> Payload) : IDescribed
{
    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor) => visitor.Field("payload", Payload.Span);
}
