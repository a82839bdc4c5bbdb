using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Ethereum;

/// <summary>Thirty-two bytes that name something by its digest: a block, a message, a root. Compares as a big-endian number; its text is 0x and 64 lower-case digits.</summary>
public readonly record struct Hash256 : IComparable<Hash256>
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    // Four numbers, not two of 128 bits: code that touches those cannot be compiled ahead of time.
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Takes exactly 32 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> has another length.</exception>
    public Hash256(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>True when all bytes are zero.</summary>
    public bool IsZero => (_a | _b | _c | _d) == 0;

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
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
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
        int order = _a.CompareTo(other._a);
        if (order == 0) { order = _b.CompareTo(other._b); }
        if (order == 0) { order = _c.CompareTo(other._c); }
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>0x and 64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return "0x" + Convert.ToHexStringLower(bytes);
    }
}
