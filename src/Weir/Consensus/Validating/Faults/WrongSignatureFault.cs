using System.Security.Cryptography;
using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating.Faults;

/// <summary>Signs its messages with a key of a stranger, in its own name.</summary>
internal sealed class WrongSignatureFault : IFault
{
    private readonly FaultScene _scene;
    private readonly byte[] _key = new byte[Secp256k1.ScalarSize];

    /// <summary>Makes the fault with a fresh key.</summary>
    public WrongSignatureFault(FaultScene scene)
    {
        _scene = scene;
        Secp256k1.GeneratePrivateKey(RandomNumberGenerator.Fill, _key);
    }

    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.Zero;

    /// <inheritdoc/>
    public IbftMessage? Speak(IbftMessage own, int receiver) => own.Resigned(_scene.Identity.Curve, _key, own.Address);
}
