using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Ethereum;

/// <summary>Thirty-two bytes that name something by its digest: a block, a message, a root. Compares as a big-endian number; its text is 0x and 64 lower-case digits.</summary>
public readonly record struct Hash256 : IComparable<Hash256>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>Takes exactly 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> has another length.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>True when all bytes are zero.</summary>
    public bool IsZero => (_high | _low) == UInt128.Zero;

    /// <summary>The Keccak-256 of <paramref name="data"/>.</summary>
    public static Hash256 Keccak(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[Size];
        Keccak256.Hash(data, hash);
        return new Hash256(hash);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Size);
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Reads 64 hexadecimal digits of either case, with or without 0x in front.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Hash256 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!HexText.TryRead(text, bytes))
        {
            hash = default;
            return false;
        }
        hash = new Hash256(bytes);
        return true;
    }

    /// <summary>Orders as the big-endian numbers.</summary>
    public int CompareTo(Hash256 other)
    {
        int high = _high.CompareTo(other._high);
        return high != 0 ? high : _low.CompareTo(other._low);
    }

    /// <summary>0x and 64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
