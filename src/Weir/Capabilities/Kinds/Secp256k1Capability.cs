using Weir.Platform;
using Weir.Wire.Ethereum;

namespace Weir.Capabilities.Kinds;

/// <summary>The system's library for Ethereum's signatures.</summary>
internal sealed class Secp256k1Capability() : Capability("secp256k1", "handshakes and signatures of Ethereum are computed by it; without it by a slower library that Weir brings", "apt-get install libsecp256k1-1")
{
    /// <inheritdoc/>
    protected override Task<CapabilityFinding> TryAsync(CapabilityContext context, CancellationToken cancellation)
    {
        bool native = NativeCurve.TryOpen(out ICurve? curve);
        curve ??= Curves.Best;
        byte[] secret = new byte[32], hash = new byte[32], own = new byte[Secp256k1.PublicKeySize], recovered = new byte[Secp256k1.PublicKeySize], signature = new byte[Secp256k1.SignatureSize];
        secret[^1] = 7;
        hash[0] = 1;
        curve.PublicKey(secret, own);
        curve.Sign(hash, secret, signature);
        bool right = curve.TryRecover(hash, signature, recovered) && recovered.AsSpan().SequenceEqual(own);
        return Task.FromResult(!right ? CapabilityFinding.No("a signature did not lead back to its signer")
            : native ? CapabilityFinding.Yes("libsecp256k1 signed, and found the signer again") : CapabilityFinding.Limited("there is no libsecp256k1 with the modules for recovery and ECDH; BouncyCastle does the same, slower"));
    }
}
