namespace Weir.Tests.Fuzz;

/// <summary>The decoders that are fuzzed: in short by the tests, for minutes by <c>Weir.Bench fuzz</c>.</summary>
internal static class FuzzTargets
{
    /// <summary>Makes all of them, with their seeds.</summary>
    public static IReadOnlyList<FuzzTarget> All() =>
    [
        FrameTargets.Frames(),
        CaptureTargets.Files(),
        StreamTargets.Path(),
        StreamTargets.Rlpx(),
        TextTargets.Http(),
        TextTargets.Dns(),
        TextTargets.Where(),
        RlpTargets.Rlp(),
        RlpTargets.Snappy(),
        MessageTargets.Devp2p(),
        MessageTargets.Ibft(),
        MessageTargets.Blocks(),
        ChainTargets.Transactions(),
        ChainTargets.Accounts(),
        ChainTargets.GenesisFiles(),
        SessionTargets.Handshake(),
        SessionTargets.Frames(),
        ControlTargets.OpenFlow(),
    ];
}
