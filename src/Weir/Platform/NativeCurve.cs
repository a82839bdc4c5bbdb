using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Weir.Wire.Ethereum;

namespace Weir.Platform;

/// <summary>
/// secp256k1 through the system's libsecp256k1, with its modules for recovery and ECDH. One context serves the process: the library allows any number of threads to use it, once
/// it is made.
/// </summary>
public sealed unsafe class NativeCurve : ICurve
{
    // secp256k1.h: the sizes of its opaque structures.
    private const int OpaqueKey = 64;
    private const int OpaqueSignature = 64;
    private const int OpaqueRecoverable = 65;
    private const int Uncompressed65 = 65;

    private static readonly Lazy<NativeCurve?> Shared = new(Load);

    private readonly NativeSecp256k1 _library;
    private readonly nint _context;

    private NativeCurve(NativeSecp256k1 library, nint context)
    {
        _library = library;
        _context = context;
    }

    /// <summary>Gives the curve of the installed library; false when there is none, or it was built without recovery or ECDH.</summary>
    public static bool TryOpen([NotNullWhen(true)] out ICurve? curve)
    {
        curve = Shared.Value;
        return curve is not null;
    }

    /// <inheritdoc/>
    public bool TryRecover(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature65, Span<byte> publicKey64)
    {
        // The library ends the process when the recovery id is out of range, so that is looked at before.
        if (hash32.Length != 32 || signature65.Length != Secp256k1.SignatureSize || publicKey64.Length != Secp256k1.PublicKeySize || signature65[64] > 3)
        {
            return false;
        }
        // Safe: all lengths were checked above, and the opaque structures have the sizes of secp256k1.h.
        byte* signature = stackalloc byte[OpaqueRecoverable];
        byte* key = stackalloc byte[OpaqueKey];
        fixed (byte* hash = hash32, compact = signature65)
        {
            return _library.ParseRecoverable(_context, signature, compact, signature65[64]) == 1
                && _library.Recover(_context, key, signature, hash) == 1
                && Write(key, publicKey64);
        }
    }

    /// <inheritdoc/>
    public void Sign(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> privateKey32, Span<byte> signature65)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash32.Length, 32);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature65.Length, Secp256k1.SignatureSize);
        CheckPrivateKey(privateKey32);
        // Safe: all lengths were checked above, and the opaque structure has the size of secp256k1_recovery.h.
        byte* signature = stackalloc byte[OpaqueRecoverable];
        int recovery = 0;
        fixed (byte* hash = hash32, secret = privateKey32, compact = signature65)
        {
            if (_library.SignRecoverable(_context, signature, hash, secret, null, null) != 1
                || _library.SerializeRecoverable(_context, compact, &recovery, signature) != 1)
            {
                throw new CryptographicException("libsecp256k1 could not sign.");
            }
        }
        signature65[64] = (byte)recovery;
    }

    /// <inheritdoc/>
    public bool TryAgree(ReadOnlySpan<byte> publicKey64, ReadOnlySpan<byte> privateKey32, Span<byte> x32)
    {
        // Safe: all lengths are checked here and in TryRead, and CopyX writes the 32 bytes that are there.
        byte* key = stackalloc byte[OpaqueKey];
        if (x32.Length != 32 || !Secp256k1.IsScalar(privateKey32) || !TryRead(publicKey64, key))
        {
            return false;
        }
        fixed (byte* secret = privateKey32, x = x32)
        {
            return _library.Agree(_context, x, key, secret, &CopyX, null) == 1;
        }
    }

    /// <inheritdoc/>
    public void PublicKey(ReadOnlySpan<byte> privateKey32, Span<byte> publicKey64)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey64.Length, Secp256k1.PublicKeySize);
        CheckPrivateKey(privateKey32);
        // Safe: both lengths were checked above.
        byte* key = stackalloc byte[OpaqueKey];
        fixed (byte* secret = privateKey32)
        {
            if (_library.CreateKey(_context, key, secret) != 1 || !Write(key, publicKey64))
            {
                throw new CryptographicException("libsecp256k1 could not make the public key.");
            }
        }
    }

    /// <inheritdoc/>
    public bool IsValid(ReadOnlySpan<byte> publicKey64)
    {
        // Safe: TryRead checks the length and writes an opaque key of the size given here.
        byte* key = stackalloc byte[OpaqueKey];
        return TryRead(publicKey64, key);
    }

    /// <inheritdoc/>
    public bool Verify(ReadOnlySpan<byte> hash32, ReadOnlySpan<byte> signature64, ReadOnlySpan<byte> publicKey64)
    {
        // Safe: all lengths are checked here and in TryRead. The library itself rejects a high S.
        byte* key = stackalloc byte[OpaqueKey];
        byte* signature = stackalloc byte[OpaqueSignature];
        if (hash32.Length != 32 || signature64.Length != 64 || !TryRead(publicKey64, key))
        {
            return false;
        }
        fixed (byte* hash = hash32, compact = signature64)
        {
            return _library.ParseSignature(_context, signature, compact) == 1
                && _library.Verify(_context, signature, hash, key) == 1;
        }
    }

    private static NativeCurve? Load()
    {
        if (NativeSecp256k1.TryLoad() is not { } library)
        {
            return null;
        }
        nint context = library.CreateContext(NativeSecp256k1.SignAndVerify);
        if (context == 0)
        {
            return null;
        }
        // Random blinding against side channels; it changes no result. This is the one call that writes the context, so it comes before any thread has it.
        Span<byte> seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(seed);
        fixed (byte* bytes = seed)
        {
            // Safe: the seed is 32 bytes, as the call asks.
            return library.Randomize(context, bytes) == 1 ? new NativeCurve(library, context) : null;
        }
    }

    private static void CheckPrivateKey(ReadOnlySpan<byte> privateKey32)
    {
        if (!Secp256k1.IsScalar(privateKey32))
        {
            throw new ArgumentException("A private key is 32 bytes, from 1 to n - 1.", nameof(privateKey32));
        }
    }

    /// <summary>The library's hook for what to make of the shared point: X as it is, without a hash.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CopyX(byte* output, byte* x32, byte* y32, void* data)
    {
        // Safe: the library gives 32 bytes of X, and TryAgree gave 32 bytes to write.
        Buffer.MemoryCopy(x32, output, 32, 32);
        return 1;
    }

    private bool TryRead(ReadOnlySpan<byte> publicKey64, byte* key)
    {
        if (publicKey64.Length != Secp256k1.PublicKeySize)
        {
            return false;
        }
        // Safe: 64 bytes behind the 04 fill the 65.
        byte* encoded = stackalloc byte[Uncompressed65];
        encoded[0] = 4;
        publicKey64.CopyTo(new Span<byte>(encoded + 1, Secp256k1.PublicKeySize));
        return _library.ParseKey(_context, key, encoded, Uncompressed65) == 1;
    }

    private bool Write(byte* key, Span<byte> publicKey64)
    {
        // Safe: the library writes at most as many bytes as the size says, and exactly 65 in the uncompressed form.
        byte* encoded = stackalloc byte[Uncompressed65];
        nuint size = Uncompressed65;
        if (_library.SerializeKey(_context, encoded, &size, key, NativeSecp256k1.Uncompressed) != 1)
        {
            return false;
        }
        new ReadOnlySpan<byte>(encoded + 1, Secp256k1.PublicKeySize).CopyTo(publicKey64);
        return true;
    }
}
