using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class CurveTests
{
    private static readonly ICurve Bouncy = new BouncyCurve();

    /// <summary>Every implementation that this machine has; each test runs on all of them.</summary>
    private static IEnumerable<ICurve> All()
    {
        yield return Bouncy;
        if (NativeCurve.TryOpen(out ICurve? native))
        {
            yield return native;
        }
    }

    [Fact]
    public void Recover_gives_the_published_key()
    {
        foreach (ICurve curve in All())
        {
            foreach (JsonElement vector in KlaytnVectors.Get("ecrecover").EnumerateArray())
            {
                byte[] key = new byte[64];
                curve.TryRecover(vector.Bytes("digest"), vector.Bytes("signature_rsv"), key).ShouldBeTrue();
                key.ShouldBe(vector.Bytes("pubkey_uncompressed")[1..]);
                curve.IsValid(key).ShouldBeTrue();
                curve.Verify(vector.Bytes("digest"), vector.Bytes("signature_rsv")[..64], key).ShouldBeTrue();
            }
        }
    }
}
