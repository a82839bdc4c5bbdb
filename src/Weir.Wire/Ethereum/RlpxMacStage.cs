namespace Weir.Wire.Ethereum;

/// <summary>What a lane of <see cref="RlpxMacBatch"/> wants the digest for, once it has absorbed what is left.</summary>
internal enum RlpxMacStage : byte
{
    HeaderSeed,
    HeaderMac,
    FrameSeed,
    FrameMac,
}
