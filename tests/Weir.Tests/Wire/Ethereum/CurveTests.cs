using System.Text.Json;
using Weir.Platform;
using Weir.Tests.Fixtures;
using Weir.Wire.Ethereum;

namespace Weir.Tests.Wire.Ethereum;

public sealed class CurveTests
{
    private static readonly BouncyCurve Bouncy = new BouncyCurve();
    private static readonly byte[] P = Convert.FromHexString("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");

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
                vector.Bytes("pubkey_compressed").ShouldBe([(byte)(2 + (key[63] & 1)), .. key[..32]]);
                curve.IsValid(key).ShouldBeTrue();
                curve.Verify(vector.Bytes("digest"), vector.Bytes("signature_rsv").AsSpan(0, 64), key).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Malleable_signature_is_rejected_and_its_low_twin_taken()
    {
        JsonElement vector = KlaytnVectors.Get("malleable_signature_must_be_rejected");
        byte[] digest = vector.Bytes("digest");
        byte[] high = vector.Bytes("signature_rs");
        byte[] compressed = vector.Bytes("pubkey_compressed");
        byte[] low = [.. high[..32], .. Negate(high[32..])];
        foreach (ICurve curve in All())
        {
            byte[]? key = null;
            for (byte v = 0; v < 2; v++)
            {
                byte[] candidate = new byte[64];
                if (curve.TryRecover(digest, [.. high, v], candidate) && candidate.AsSpan(0, 32).SequenceEqual(compressed.AsSpan(1)) && (candidate[63] & 1) == compressed[0] - 2)
                {
                    key = candidate;
                }
            }
            key.ShouldNotBeNull();
            curve.Verify(digest, high, key).ShouldBeFalse();
            curve.Verify(digest, low, key).ShouldBeTrue();
        }
    }

    [Fact]
    public void Private_keys_have_the_published_addresses()
    {
        foreach (ICurve curve in All())
        {
            int cases = 0;
            foreach (JsonElement vector in KlaytnVectors.Get("private_key_to_address").EnumerateArray())
            {
                byte[] key = new byte[64];
                curve.PublicKey(vector.Bytes("private"), key);
                EthereumAddress.FromPublicKey(key).ToArray().ShouldBe(vector.Bytes("address"));
                cases++;
            }
            cases.ShouldBe(2);
        }
    }

    [Fact]
    public void Signatures_are_the_published_deterministic_ones()
    {
        foreach (ICurve curve in All())
        {
            foreach (JsonElement vector in KlaytnVectors.Get("deterministic_signatures_rfc6979_low_s").EnumerateArray())
            {
                Hash256.Keccak(vector.Bytes("message")).ToArray().ShouldBe(vector.Bytes("signed_digest"));
                byte[] signature = new byte[65];
                curve.Sign(vector.Bytes("signed_digest"), vector.Bytes("private"), signature);
                signature.ShouldBe(vector.Bytes("signature_rsv"));
            }
        }
    }

    [Fact]
    public void Both_sides_agree_on_the_published_secret()
    {
        foreach (ICurve curve in All())
        {
            foreach (JsonElement vector in KlaytnVectors.Get("ecdh_static").EnumerateArray())
            {
                byte[] one = vector.Bytes("private1"), two = vector.Bytes("private2");
                byte[] key = new byte[64], shared = new byte[32];
                curve.PublicKey(two, key);
                curve.TryAgree(key, one, shared).ShouldBeTrue();
                shared.ShouldBe(vector.Bytes("shared_x"));
                curve.PublicKey(one, key);
                curve.TryAgree(key, two, shared).ShouldBeTrue();
                shared.ShouldBe(vector.Bytes("shared_x"));
            }
        }
    }

    [Fact]
    public void Node_ids_are_points_and_have_the_published_addresses()
    {
        int cases = 0;
        foreach (JsonElement vector in KlaytnVectors.Get("node_id_to_address").EnumerateArray())
        {
            foreach (ICurve curve in All())
            {
                curve.IsValid(vector.Bytes("node_id")).ShouldBeTrue();
            }
            EthereumAddress address = EthereumAddress.FromPublicKey(vector.Bytes("node_id"));
            address.ToArray().ShouldBe(vector.Bytes("address"));
            address.ToString().ShouldBe(vector.Text("eip55"));
            cases++;
        }
        cases.ShouldBe(7);
    }

    [Fact]
    public void What_was_signed_is_recovered_and_verified_and_nothing_else()
    {
        Random random = new(21);
        foreach (ICurve curve in All())
        {
            for (int run = 0; run < 40; run++)
            {
                byte[] secret = RandomScalar(random), hash = RandomBytes(random, 32);
                byte[] key = new byte[64], signature = new byte[65], recovered = new byte[64];
                curve.PublicKey(secret, key);
                curve.Sign(hash, secret, signature);
                signature[64].ShouldBeLessThanOrEqualTo((byte)1);
                Secp256k1.IsLowS(signature.AsSpan(32, 32)).ShouldBeTrue();
                curve.TryRecover(hash, signature, recovered).ShouldBeTrue();
                recovered.ShouldBe(key);
                curve.Verify(hash, signature.AsSpan(0, 64), key).ShouldBeTrue();

                // The twin with high S recovers the same key with the other V, as in Go, but does not verify.
                byte[] twin = [.. signature[..32], .. Negate(signature[32..64]), (byte)(signature[64] ^ 1)];
                curve.TryRecover(hash, twin, recovered).ShouldBeTrue();
                recovered.ShouldBe(key);
                curve.Verify(hash, twin.AsSpan(0, 64), key).ShouldBeFalse();

                byte[] otherHash = [.. hash];
                otherHash[run % 32] ^= 1;
                curve.Verify(otherHash, signature.AsSpan(0, 64), key).ShouldBeFalse();
                (curve.TryRecover(otherHash, signature, recovered) && recovered.SequenceEqual(key)).ShouldBeFalse();
                byte[] otherSignature = [.. signature];
                otherSignature[run] ^= 1;
                curve.Verify(hash, otherSignature.AsSpan(0, 64), key).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Halves_of_a_signature_out_of_range_are_refused()
    {
        byte[] secret = Scalar(1), hash = RandomBytes(new Random(1), 32), key = new byte[64], good = new byte[65], one = Scalar(1);
        Bouncy.Sign(hash, secret, good);
        Bouncy.PublicKey(secret, key);
        byte[] n = Secp256k1.Order.ToArray(), zero = new byte[32], all = Enumerable.Repeat((byte)0xFF, 32).ToArray();
        foreach (ICurve curve in All())
        {
            byte[] recovered = new byte[64];
            foreach (byte[] bad in new[] { zero, n, all })
            {
                curve.TryRecover(hash, [.. bad, .. good[32..]], recovered).ShouldBeFalse();
                curve.TryRecover(hash, [.. good[..32], .. bad, good[64]], recovered).ShouldBeFalse();
                curve.Verify(hash, [.. bad, .. good[32..64]], key).ShouldBeFalse();
                curve.Verify(hash, [.. good[..32], .. bad], key).ShouldBeFalse();
            }
            foreach (byte v in new byte[] { 4, 5, 27, 28, 128, 255 })
            {
                curve.TryRecover(hash, [.. good[..64], v], recovered).ShouldBeFalse();
            }
            // V of 2 and 3 means that X is r + n, which is below p only for the smallest r.
            curve.TryRecover(hash, [.. good[..64], 2], recovered).ShouldBeFalse();
            curve.TryRecover(hash, [.. good[..64], 3], recovered).ShouldBeFalse();
            // r = 5 is no point's X on this curve.
            curve.TryRecover(hash, [.. Scalar(5), .. one, 0], recovered).ShouldBeFalse();
            recovered.ShouldAllBe(b => b == 0);
        }
    }

    [Fact]
    public void Implementations_agree_on_small_r_with_every_recovery_id()
    {
        Assert.SkipUnless(NativeCurve.TryOpen(out ICurve? native), "libsecp256k1 is not installed");
        byte[] hash = RandomBytes(new Random(2), 32);
        int found = 0;
        for (byte r = 1; r < 40; r++)
        {
            for (byte v = 0; v < 4; v++)
            {
                byte[] a = new byte[64], b = new byte[64];
                byte[] signature = [.. Scalar(r), .. Scalar(3), v];
                bool one = Bouncy.TryRecover(hash, signature, a);
                native.TryRecover(hash, signature, b).ShouldBe(one, $"r {r}, v {v}");
                b.ShouldBe(a);
                found += one && v >= 2 ? 1 : 0;
            }
        }
        found.ShouldBeGreaterThan(5);
    }

    [Fact]
    public void Implementations_give_the_same_bytes()
    {
        Assert.SkipUnless(NativeCurve.TryOpen(out ICurve? native), "libsecp256k1 is not installed");
        Random random = new(22);
        for (int run = 0; run < 150; run++)
        {
            // Keys and hashes at the borders of their range come first.
            byte[] secret = run switch { 0 => Scalar(1), 1 => Scalar(2), 2 => Negate(Scalar(1)), 3 => Negate(Scalar(2)), _ => RandomScalar(random) };
            byte[] hash = run switch { 4 => new byte[32], 5 => Scalar(1), 6 => Negate(Scalar(1)), _ => RandomBytes(random, 32) };
            byte[] one = new byte[65], two = new byte[65];
            Bouncy.Sign(hash, secret, one);
            native.Sign(hash, secret, two);
            two.ShouldBe(one, $"seed 22, run {run}");
            byte[] keyOne = new byte[64], keyTwo = new byte[64];
            Bouncy.PublicKey(secret, keyOne);
            native.PublicKey(secret, keyTwo);
            keyTwo.ShouldBe(keyOne);
            byte[] other = RandomScalar(random), sharedOne = new byte[32], sharedTwo = new byte[32];
            Bouncy.TryAgree(keyOne, other, sharedOne).ShouldBeTrue();
            native.TryAgree(keyOne, other, sharedTwo).ShouldBeTrue();
            sharedTwo.ShouldBe(sharedOne);

            // Noise: whatever one says, the other says too.
            byte[] noise = RandomBytes(random, 65);
            noise[64] &= 3;
            byte[] recoveredOne = new byte[64], recoveredTwo = new byte[64];
            bool answer = Bouncy.TryRecover(hash, noise, recoveredOne);
            native.TryRecover(hash, noise, recoveredTwo).ShouldBe(answer);
            recoveredTwo.ShouldBe(recoveredOne);
            native.IsValid(noise.AsSpan(0, 64)).ShouldBe(Bouncy.IsValid(noise.AsSpan(0, 64)));
        }
    }

    [Fact]
    public void Hashes_above_the_order_are_reduced_where_they_are_used()
    {
        byte[] hash = Enumerable.Repeat((byte)0xFF, 32).ToArray();
        foreach (ICurve curve in All())
        {
            byte[] key = new byte[64], recovered = new byte[64], signature = new byte[65];
            curve.PublicKey(Scalar(7), key);
            curve.Sign(hash, Scalar(7), signature);
            foreach (ICurve other in All())
            {
                other.TryRecover(hash, signature, recovered).ShouldBeTrue();
                recovered.ShouldBe(key);
                other.Verify(hash, signature.AsSpan(0, 64), key).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void Points_that_are_not_on_the_curve_are_refused_everywhere()
    {
        byte[] good = new byte[64];
        Bouncy.PublicKey(Scalar(9), good);
        byte[] off = [.. good];
        off[63] ^= 1;
        // X and Y at p are zero in the field but not canonical; (0, 0) is no point either.
        byte[][] bad = [off, new byte[64], [.. P, .. good[32..]], [.. good[..32], .. P], Enumerable.Repeat((byte)0xFF, 64).ToArray(), good[..63], [.. good, 0], []];
        byte[] signature = new byte[65], hash = new byte[32];
        Bouncy.Sign(hash, Scalar(9), signature);
        foreach (ICurve curve in All())
        {
            byte[] shared = new byte[32];
            curve.IsValid(good).ShouldBeTrue();
            foreach (byte[] key in bad)
            {
                curve.IsValid(key).ShouldBeFalse();
                curve.TryAgree(key, Scalar(9), shared).ShouldBeFalse();
                curve.Verify(hash, signature.AsSpan(0, 64), key).ShouldBeFalse();
            }
            curve.TryAgree(good, new byte[32], shared).ShouldBeFalse();
            curve.TryAgree(good, Secp256k1.Order, shared).ShouldBeFalse();
            curve.TryAgree(good, Negate(Scalar(1)), shared).ShouldBeTrue();
            shared.ShouldBe(good[..32]);
        }
    }

    [Fact]
    public void Coordinates_with_leading_zeros_keep_their_32_bytes()
    {
        Random random = new(23);
        foreach (ICurve curve in All())
        {
            int seen = 0;
            for (int run = 0; run < 3000 && seen < 2; run++)
            {
                byte[] secret = Scalar(run + 1), key = new byte[64];
                curve.PublicKey(secret, key);
                if (key[0] == 0 || key[32] == 0)
                {
                    seen++;
                    curve.IsValid(key).ShouldBeTrue();
                    byte[] shared = new byte[32];
                    curve.TryAgree(key, Scalar(1), shared).ShouldBeTrue();
                    shared.ShouldBe(key[..32]);
                }
            }
            seen.ShouldBe(2);
        }
    }

    [Fact]
    public void Wrong_lengths_are_not_valid_or_refused()
    {
        byte[] hash = new byte[32], signature = new byte[65], key = new byte[64], secret = Scalar(3), shared = new byte[32];
        Bouncy.Sign(hash, secret, signature);
        Bouncy.PublicKey(secret, key);
        foreach (ICurve curve in All())
        {
            curve.TryRecover(hash.AsSpan(1), signature, key).ShouldBeFalse();
            curve.TryRecover(hash, signature.AsSpan(0, 64), key).ShouldBeFalse();
            curve.TryRecover(hash, signature, key.AsSpan(1)).ShouldBeFalse();
            curve.Verify(hash.AsSpan(1), signature.AsSpan(0, 64), key).ShouldBeFalse();
            curve.Verify(hash, signature.AsSpan(0, 63), key).ShouldBeFalse();
            curve.Verify(hash, signature, key).ShouldBeFalse();
            curve.TryAgree(key, secret.AsSpan(1), shared).ShouldBeFalse();
            curve.TryAgree(key, secret, shared.AsSpan(1)).ShouldBeFalse();
            Should.Throw<ArgumentException>(() => curve.Sign(new byte[31], secret, signature));
            Should.Throw<ArgumentException>(() => curve.Sign(hash, secret, new byte[64]));
            Should.Throw<ArgumentException>(() => curve.Sign(hash, new byte[32], signature));
            Should.Throw<ArgumentException>(() => curve.Sign(hash, Secp256k1.Order, signature));
            Should.Throw<ArgumentException>(() => curve.PublicKey(new byte[32], key));
            Should.Throw<ArgumentException>(() => curve.PublicKey(secret, new byte[63]));
        }
    }

    [Fact]
    public void Scalars_and_low_S_are_told_at_their_borders()
    {
        Secp256k1.IsScalar(new byte[32]).ShouldBeFalse();
        Secp256k1.IsScalar(Scalar(1)).ShouldBeTrue();
        Secp256k1.IsScalar(Negate(Scalar(1))).ShouldBeTrue();
        Secp256k1.IsScalar(Secp256k1.Order).ShouldBeFalse();
        Secp256k1.IsScalar(new byte[31]).ShouldBeFalse();
        Secp256k1.IsScalar([0, .. Scalar(1)]).ShouldBeFalse();
        Secp256k1.IsLowS(Secp256k1.HalfOrder).ShouldBeTrue();
        Secp256k1.IsLowS(Negate(Secp256k1.HalfOrder.ToArray())).ShouldBeFalse();
        Secp256k1.IsLowS(new byte[31]).ShouldBeFalse();
    }

    [Fact]
    public void Private_keys_come_from_the_callers_source_which_is_asked_until_it_fits()
    {
        int asked = 0;
        byte[] key = new byte[32];
        Secp256k1.GeneratePrivateKey(
            span =>
            {
                span.Fill(asked == 0 ? (byte)0xFF : (byte)asked);
                asked++;
            },
            key);
        asked.ShouldBe(2);
        key.ShouldAllBe(b => b == 1);
        Should.Throw<ArgumentException>(() => Secp256k1.GeneratePrivateKey(span => span.Clear(), key));
        Should.Throw<ArgumentException>(() => Secp256k1.GeneratePrivateKey(span => span.Fill(1), new byte[31]));
    }

    private static byte[] Scalar(int value)
    {
        byte[] bytes = new byte[32];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(28), value);
        return bytes;
    }

    /// <summary>n - value.</summary>
    private static byte[] Negate(byte[] value)
    {
        System.Numerics.BigInteger n = new(Secp256k1.Order, isUnsigned: true, isBigEndian: true);
        byte[] bytes = (n - new System.Numerics.BigInteger(value, isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static byte[] RandomScalar(Random random)
    {
        byte[] bytes = new byte[32];
        Secp256k1.GeneratePrivateKey(random.NextBytes, bytes);
        return bytes;
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
