namespace Weir.Wire.Ethereum;

/// <summary>Writes the values of this room as RLP strings.</summary>
internal static class RlpWriterExtensions
{
    /// <summary>Writes a hash as a string of 32 bytes.</summary>
    public static void Write(this RlpWriter writer, Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Size];
        hash.CopyTo(bytes);
        writer.Write(bytes);
    }

    /// <summary>Writes an address as a string of 20 bytes.</summary>
    public static void Write(this RlpWriter writer, EthereumAddress address)
    {
        Span<byte> bytes = stackalloc byte[EthereumAddress.Size];
        address.CopyTo(bytes);
        writer.Write(bytes);
    }
}
