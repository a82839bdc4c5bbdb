using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;

namespace Weir.Wire.Ethereum;

/// <summary>secp256k1 through BouncyCastle: the curve of machines without libsecp256k1. The same bytes, some thirty times slower.</summary>
public sealed class BouncyCurve : ICurve
{
    private static readonly X9ECParameters Parameters = CustomNamedCurves.GetByName("secp256k1");
    private static readonly ECCurve Curve = Parameters.Curve;
    private static readonly ECPoint Generator = Parameters.G;
    private static readonly BigInteger N = Parameters.N;
    private static readonly BigInteger HalfN = Parameters.N.ShiftRight(1);
    private static readonly BigInteger P = Curve.Field.Characteristic;
    private static readonly FixedPointCombMultiplier FixedPoint = new();

    /// <inheritdoc/>
    public bool TryRecover(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature65, Span<byte> publicKey64)
    {
        if (hash32.Length != 32 || signature65.Length != Secp256k1.SignatureSize || publicKey64.Length != Secp256k1.PublicKeySize)
        {
            return false;
        }
        ReadOnlySpan<byte> rBytes = signature65[..32];
        ReadOnlySpan<byte> sBytes = signature65.Slice(32, 32);
        int v = signature65[64];
        if (v > 3 || !Secp256k1.IsScalar(rBytes) || !Secp256k1.IsScalar(sBytes))
        {
            return false;
        }

        // SEC 1, 4.1.6: R is the point whose X is r, or r + n, with the parity that V tells.
        BigInteger r = Number(rBytes);
        BigInteger x = (v & 2) == 0 ? r : r.Add(N);
        if (x.CompareTo(P) >= 0 || !TryDecompress(x, (v & 1) != 0, out ECPoint point))
        {
            return false;
        }
        BigInteger inverse = r.ModInverse(N);
        BigInteger u1 = N.Subtract(Number(hash32).Mod(N)).Multiply(inverse).Mod(N);
        BigInteger u2 = Number(sBytes).Multiply(inverse).Mod(N);
        return TryWrite(ECAlgorithms.SumOfTwoMultiplies(Generator, u1, point, u2), publicKey64);
    }

    /// <inheritdoc/>
    public void Sign(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> privateKey32, Span<byte> signature65)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash32.Length, 32);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature65.Length, Secp256k1.SignatureSize);
        BigInteger d = PrivateKey(privateKey32);
        BigInteger e = Number(hash32).Mod(N);
        HMacDsaKCalculator nonces = new(new Sha256Digest());
        nonces.Init(N, d, hash32.ToArray());
        while (true)
        {
            BigInteger k = nonces.NextK();
            ECPoint point = FixedPoint.Multiply(Generator, k).Normalize();
            BigInteger x = point.AffineXCoord.ToBigInteger();
            BigInteger r = x.Mod(N);
            BigInteger s = k.ModInverse(N).Multiply(e.Add(r.Multiply(d))).Mod(N);
            if (r.SignValue == 0 || s.SignValue == 0)
            {
                continue;
            }
            int v = (x.CompareTo(N) >= 0 ? 2 : 0) | (point.AffineYCoord.TestBitZero() ? 1 : 0);
            if (s.CompareTo(HalfN) > 0)
            {
                s = N.Subtract(s);
                v ^= 1;
            }
            Write(r, signature65[..32]);
            Write(s, signature65.Slice(32, 32));
            signature65[64] = (byte)v;
            return;
        }
    }

    /// <inheritdoc/>
    public bool TryAgree(ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> privateKey32, Span<byte> x32)
    {
        if (x32.Length != 32 || !Secp256k1.IsScalar(privateKey32) || !TryRead(publicKey64, out ECPoint point))
        {
            return false;
        }
        ECPoint shared = point.Multiply(Number(privateKey32)).Normalize();
        Write(shared.AffineXCoord.ToBigInteger(), x32);
        return true;
    }

    /// <inheritdoc/>
    public void PublicKey(ReadOnlySpan<byte> privateKey32, Span<byte> publicKey64)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey64.Length, Secp256k1.PublicKeySize);
        TryWrite(FixedPoint.Multiply(Generator, PrivateKey(privateKey32)), publicKey64);
    }

    /// <inheritdoc/>
    public bool IsValid(ReadOnlySpan<byte> publicKey64) => TryRead(publicKey64, out _);

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey64)
    {
        if (hash32.Length != 32 || signature64.Length != 64 || !Secp256k1.IsScalar(signature64[..32]) || !Secp256k1.IsScalar(signature64[32..])
            || !Secp256k1.IsLowS(signature64[32..]) || !TryRead(publicKey64, out ECPoint key))
        {
            return false;
        }
        BigInteger r = Number(signature64[..32]);
        BigInteger inverse = Number(signature64[32..]).ModInverse(N);
        BigInteger u1 = Number(hash32).Multiply(inverse).Mod(N);
        BigInteger u2 = r.Multiply(inverse).Mod(N);
        ECPoint point = ECAlgorithms.SumOfTwoMultiplies(Generator, u1, key, u2).Normalize();
        return !point.IsInfinity && point.AffineXCoord.ToBigInteger().Mod(N).Equals(r);
    }

    /// <summary>Y from X by a square root in the field; false when X is no point's.</summary>
    private static bool TryDecompress(BigInteger x, bool odd, out ECPoint point)
    {
        ECFieldElement field = Curve.FromBigInteger(x);
        ECFieldElement? y = field.Square().Multiply(field).Add(Curve.B).Sqrt();
        if (y is null)
        {
            point = Curve.Infinity;
            return false;
        }
        if (y.TestBitZero() != odd)
        {
            y = y.Negate();
        }
        point = Curve.CreatePoint(x, y.ToBigInteger());
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> publicKey64, out ECPoint point)
    {
        point = Curve.Infinity;
        if (publicKey64.Length != Secp256k1.PublicKeySize)
        {
            return false;
        }
        BigInteger x = Number(publicKey64[..32]);
        BigInteger y = Number(publicKey64[32..]);
        if (x.CompareTo(P) >= 0 || y.CompareTo(P) >= 0)
        {
            return false;
        }
        point = Curve.CreatePoint(x, y);
        return point.IsValid();
    }

    private static bool TryWrite(ECPoint point, Span<byte> publicKey64)
    {
        if (point.IsInfinity)
        {
            return false;
        }
        ECPoint affine = point.Normalize();
        Write(affine.AffineXCoord.ToBigInteger(), publicKey64[..32]);
        Write(affine.AffineYCoord.ToBigInteger(), publicKey64[32..]);
        return true;
    }

    private static BigInteger PrivateKey(ReadOnlySpan<byte> privateKey32) =>
        Secp256k1.IsScalar(privateKey32) ? Number(privateKey32) : throw new ArgumentException("A private key is 32 bytes, from 1 to n - 1.", nameof(privateKey32));

    private static BigInteger Number(ReadOnlySpan<byte> bigEndian) => new(1, bigEndian.ToArray());

    private static void Write(BigInteger value, Span<byte> bytes32)
    {
        byte[] bytes = value.ToByteArrayUnsigned();
        bytes32.Clear();
        bytes.CopyTo(bytes32[(32 - bytes.Length)..]);
    }
}
