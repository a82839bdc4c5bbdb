using Weir.Wire.Ethereum;

namespace Weir.Platform;

/// <summary>Which implementation of secp256k1 this machine uses.</summary>
public static class Curves
{
    /// <summary>The system's library where it is installed, else BouncyCastle. Both give the same bytes.</summary>
    public static ICurve Best { get; } = NativeCurve.TryOpen(out ICurve? native) ? native : new BouncyCurve();
}
