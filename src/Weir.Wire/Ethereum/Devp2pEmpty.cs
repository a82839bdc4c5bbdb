namespace Weir.Wire.Ethereum;

/// <summary>Ping and pong, codes 2 and 3 (klaytn-ibft 2.3): an empty list.</summary>
public sealed class Devp2pEmpty : IDescribed
{
    private Devp2pEmpty()
    {
    }

    /// <summary>The one value.</summary>
    public static Devp2pEmpty Instance { get; } = new();

    /// <summary>The payload: an empty list.</summary>
    public static ReadOnlySpan<byte> Encoded => [0xc0];

    /// <inheritdoc/>
    public void Describe(IFieldVisitor visitor)
    {
    }
}
