namespace Weir.Wire.Ethereum;

/// <summary>Why a session's reader stopped (klaytn-ibft 1.6, 1.7). Each ends the session; nothing after it can be read.</summary>
public enum RlpxFault
{
    /// <summary>Nothing is wrong.</summary>
    None,
    /// <summary>The header's code is wrong.</summary>
    HeaderMac,
    /// <summary>The frame's code is wrong.</summary>
    FrameMac,
    /// <summary>The frame has no message code.</summary>
    Code,
    /// <summary>The message is larger than its kind may be.</summary>
    TooLarge,
    /// <summary>The compressed payload is damaged.</summary>
    Compression,
}
