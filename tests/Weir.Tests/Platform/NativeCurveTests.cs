using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Platform;

public sealed class NativeCurveTests
{
    [Fact]
    public void Best_is_the_native_library_where_it_is_installed_and_BouncyCastle_else()
    {
        if (NativeCurve.TryOpen(out ICurve? native))
        {
            Curves.Best.ShouldBeSameAs(native);
            NativeCurve.TryOpen(out ICurve? again).ShouldBeTrue();
            again.ShouldBeSameAs(native);
        }
        else
        {
            native.ShouldBeNull();
            Curves.Best.ShouldBeOfType<BouncyCurve>();
        }
    }

    [Fact]
    public void A_missing_library_and_one_without_the_functions_are_answers_not_errors()
    {
        NativeSecp256k1.TryLoad(["libthere-is-no-such-library.so.1"]).ShouldBeNull();
        NativeSecp256k1.TryLoad([]).ShouldBeNull();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names a Linux library");
        NativeSecp256k1.TryLoad(["libc.so.6"]).ShouldBeNull();
    }

    [Fact]
    public void Many_threads_may_use_it_at_once()
    {
        Assert.SkipUnless(NativeCurve.TryOpen(out ICurve? curve), "libsecp256k1 is not installed");
        Parallel.For(0, 200, i =>
        {
            Random random = new(i);
            byte[] secret = new byte[32], hash = new byte[32], key = new byte[64], recovered = new byte[64], signature = new byte[65];
            Secp256k1.GeneratePrivateKey(random.NextBytes, secret);
            random.NextBytes(hash);
            curve.PublicKey(secret, key);
            curve.Sign(hash, secret, signature);
            curve.TryRecover(hash, signature, recovered).ShouldBeTrue();
            recovered.ShouldBe(key);
        });
    }

    [Fact]
    public void Recovering_allocates_nothing()
    {
        Assert.SkipUnless(NativeCurve.TryOpen(out ICurve? curve), "libsecp256k1 is not installed");
        byte[] secret = new byte[32], hash = new byte[32], key = new byte[64], signature = new byte[65], shared = new byte[32];
        secret[31] = 5;
        curve.Sign(hash, secret, signature);
        Budget.Allocates(0, () =>
        {
            curve.TryRecover(hash, signature, key);
            curve.Verify(hash, signature.AsSpan(0, 64), key);
            curve.TryAgree(key, secret, shared);
        });
    }
}
