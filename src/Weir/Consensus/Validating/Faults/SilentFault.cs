using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>Says nothing of its own.</summary>
internal sealed class SilentFault : IFault
{
    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.Zero;

    /// <inheritdoc/>
    public IbftMessage? Speak(IbftMessage own, int receiver) => null;
}
