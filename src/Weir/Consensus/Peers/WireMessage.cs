using Weir.Wire.Ethereum;

namespace Weir.Consensus.Peers;

/// <summary>A message on its way to one or several peers: encoded once, and compressed once for all of them.</summary>
/// <param name="code">The message code.</param>
/// <param name="payload">Its RLP.</param>
internal sealed class WireMessage(ulong code, ReadOnlyMemory<byte> payload)
{
    private byte[]? _compressed;

    /// <summary>The message code.</summary>
    public ulong Code => code;

    /// <summary>Its RLP.</summary>
    public ReadOnlyMemory<byte> Payload => payload;

    /// <summary>The payload as it is sent after the hello. Two threads may both compress it, to the same bytes.</summary>
    public ReadOnlySpan<byte> Compressed => _compressed ??= Snappy.Encode(payload.Span).ToArray();

    /// <summary>A ping.</summary>
    public static WireMessage Ping { get; } = new(Devp2pCodes.Ping, Devp2pEmpty.Encoded.ToArray());

    /// <summary>Its answer.</summary>
    public static WireMessage Pong { get; } = new(Devp2pCodes.Pong, Devp2pEmpty.Encoded.ToArray());
}
