using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>Says what is right, too late.</summary>
internal sealed class LateFault(FaultScene scene) : IFault
{
    /// <inheritdoc/>
    public TimeSpan Delay => scene.Delay;

    /// <inheritdoc/>
    public IbftMessage? Speak(IbftMessage own, int receiver) => own;
}
