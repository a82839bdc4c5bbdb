using Weir.Wire.Ethereum;

namespace Weir.Consensus.Validating;

/// <summary>A node's private key in a file: 64 hexadecimal digits, as Klaytn's <c>nodekey</c>.</summary>
internal static class NodeKeyFile
{
    /// <summary>Reads a key.</summary>
    /// <exception cref="WeirException">The file cannot be read, or holds no key.</exception>
    public static byte[] Load(string path)
    {
        string text;
        try { text = File.ReadAllText(path).Trim(); }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: {fault.Message}", 2, fault);
        }

        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) { text = text[2..]; }
        byte[] key = new byte[Secp256k1.ScalarSize];
        if (text.Length != 2 * key.Length || Convert.FromHexString(text, key, out _, out _) != System.Buffers.OperationStatus.Done || !Secp256k1.IsScalar(key))
        {
            throw new WeirException($"{path}:1:1: a node's key is 64 hexadecimal digits, a number from 1 to below the order of secp256k1");
        }

        return key;
    }

    /// <summary>Writes a key that only its owner can read.</summary>
    public static void Save(string path, ReadOnlySpan<byte> key)
    {
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key)));
    }
}
