namespace Weir.Wire.Ethereum;

/// <summary>The two forms of a handshake packet (klaytn-ibft 1.3).</summary>
public enum RlpxHandshakeForm
{
    /// <summary>A size prefix, then an encrypted RLP list and padding: what every version sends.</summary>
    Eip8,
    /// <summary>Fixed fields without a prefix: accepted up to v1.11, sent by nobody today.</summary>
    Plain,
}
