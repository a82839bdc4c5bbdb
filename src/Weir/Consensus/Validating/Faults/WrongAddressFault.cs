using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>Names the validator after it as the sender of its messages, which it signs itself.</summary>
internal sealed class WrongAddressFault : IFault
{
    private readonly FaultScene _scene;
    private readonly EthereumAddress _other;

    /// <summary>Makes the fault.</summary>
    public WrongAddressFault(FaultScene scene)
    {
        _scene = scene;
        var order = new ProposerOrder(scene.Validators);
        int place = order.IndexOf(scene.Identity.Address);
        _other = order.Validators[(place + 1) % order.Validators.Count];
    }

    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.Zero;

    /// <inheritdoc/>
    public IbftMessage? Speak(IbftMessage own, int receiver) => own.Resigned(_scene.Identity.Curve, _scene.Identity.Key, _other);
}
