namespace Weir.Wire.Ethereum;

/// <summary>How large things may be in an RLPx session (klaytn-ibft 1.6). Every length from the wire is compared with these before it is used.</summary>
public static class RlpxLimits
{
    /// <summary>Largest message after decompression, in bytes: what the framing allows.</summary>
    public const int MaxMessageSize = 0xffffff;

    /// <summary>Largest hello payload in bytes (2 KiB); the codes below 16 need no more.</summary>
    public const int MaxBaseMessageSize = 2048;

    /// <summary>Largest message of a sub-protocol after decompression in bytes since v1.10: 12 MiB. v1.8.4 allows 10 MiB.</summary>
    public const int MaxProtocolMessageSize = 12 * 1024 * 1024;

    /// <summary>Largest handshake packet that we read, in bytes after its size prefix. Real ones have at most 581; extra list items may follow in later versions.</summary>
    public const int MaxHandshakeSize = 2048;
}
