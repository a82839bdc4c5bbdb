using System.Runtime.InteropServices;

namespace Weir.Platform;

/// <summary>
/// The functions of libsecp256k1 that <see cref="NativeCurve"/> calls. They are looked up one by one rather than by LibraryImport, because distributions build the library
/// under several names and without some modules, and a lack is an answer here, not an error.
/// </summary>
internal sealed unsafe class NativeSecp256k1
{
    /// <summary>SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY.</summary>
    public const uint SignAndVerify = 1 | (1 << 8) | (1 << 9);

    /// <summary>SECP256K1_EC_UNCOMPRESSED.</summary>
    public const uint Uncompressed = 1 << 1;

    // Version 0.1 to the latest; the functions below have not changed between them.
    private static readonly string[] Names =
        ["libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so.0", "libsecp256k1.dylib", "libsecp256k1.so"];

    private readonly nint _handle;
    private bool _complete = true;

    private NativeSecp256k1(nint handle)
    {
        _handle = handle;
        CreateContext = (delegate* unmanaged[Cdecl]<uint, nint>)Find("secp256k1_context_create");
        Randomize = (delegate* unmanaged[Cdecl]<nint, byte*, int>)Find("secp256k1_context_randomize");
        ParseKey = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint, int>)Find("secp256k1_ec_pubkey_parse");
        SerializeKey = (delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int>)Find("secp256k1_ec_pubkey_serialize");
        CreateKey = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)Find("secp256k1_ec_pubkey_create");
        ParseSignature = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int>)Find("secp256k1_ecdsa_signature_parse_compact");
        Verify = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int>)Find("secp256k1_ecdsa_verify");
        ParseRecoverable = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int>)Find("secp256k1_ecdsa_recoverable_signature_parse_compact");
        SerializeRecoverable = (delegate* unmanaged[Cdecl]<nint, byte*, int*, byte*, int>)Find("secp256k1_ecdsa_recoverable_signature_serialize_compact");
        SignRecoverable = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, void*, void*, int>)Find("secp256k1_ecdsa_sign_recoverable");
        Recover = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int>)Find("secp256k1_ecdsa_recover");
        Agree = (delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void*, int>, void*, int>)Find("secp256k1_ecdh");
    }

    /// <summary>context_create(flags).</summary>
    public delegate* unmanaged[Cdecl]<uint, nint> CreateContext { get; }

    /// <summary>context_randomize(context, seed32).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, int> Randomize { get; }

    /// <summary>ec_pubkey_parse(context, key, bytes, length).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, nuint, int> ParseKey { get; }

    /// <summary>ec_pubkey_serialize(context, bytes, length, key, flags).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, nuint*, byte*, uint, int> SerializeKey { get; }

    /// <summary>ec_pubkey_create(context, key, secret).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> CreateKey { get; }

    /// <summary>ecdsa_signature_parse_compact(context, signature, bytes64).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, int> ParseSignature { get; }

    /// <summary>ecdsa_verify(context, signature, hash32, key).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int> Verify { get; }

    /// <summary>ecdsa_recoverable_signature_parse_compact(context, signature, bytes64, recovery id).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, int, int> ParseRecoverable { get; }

    /// <summary>ecdsa_recoverable_signature_serialize_compact(context, bytes64, recovery id, signature).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, int*, byte*, int> SerializeRecoverable { get; }

    /// <summary>ecdsa_sign_recoverable(context, signature, hash32, secret, nonce function, its data); a null function is RFC 6979.</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, void*, void*, int> SignRecoverable { get; }

    /// <summary>ecdsa_recover(context, key, signature, hash32).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, int> Recover { get; }

    /// <summary>ecdh(context, output, key, secret, hash function, its data).</summary>
    public delegate* unmanaged[Cdecl]<nint, byte*, byte*, byte*, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void*, int>, void*, int> Agree { get; }

    /// <summary>Loads the first of the known names that has every function; null when none has.</summary>
    public static NativeSecp256k1? TryLoad() => TryLoad(Names);

    internal static NativeSecp256k1? TryLoad(ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
            {
                continue;
            }
            NativeSecp256k1 library = new(handle);
            if (library._complete)
            {
                return library;
            }
            NativeLibrary.Free(handle);
        }
        return null;
    }

    private nint Find(string name)
    {
        if (NativeLibrary.TryGetExport(_handle, name, out nint address))
        {
            return address;
        }
        _complete = false;
        return 0;
    }
}
