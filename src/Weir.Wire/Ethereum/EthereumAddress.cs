using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Twenty bytes that name an account: the last 20 of the Keccak-256 of a 64-byte public key (klaytn-ibft 3.3). Its text is the mixed-case form of EIP-55. Compares as
/// bytes; the order of the texts is another one (<see cref="CompareText"/>), and validators stand in that.
/// </summary>
public readonly record struct EthereumAddress : IComparable<EthereumAddress>
{
    /// <summary>Bytes of an address.</summary>
    public const int Size = 20;

    // No number of 128 bits: code that touches one cannot be compiled ahead of time.
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    /// <summary>Takes exactly 20 bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> has another length.</exception>
    public EthereumAddress(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>True when all bytes are zero.</summary>
    public bool IsZero => (_high | _middle | _low) == 0;

    /// <summary>The address of a public key of 64 bytes, X || Y without the leading 04; that is also how a node's id looks.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="publicKey64"/> has another length.</exception>
    public static EthereumAddress FromPublicKey(ReadOnlySpan<byte> publicKey64)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey64.Length, 64);
        Span<byte> hash = stackalloc byte[Keccak256.Size];
        Keccak256.Hash(publicKey64, hash);
        return new EthereumAddress(hash[12..]);
    }

    /// <summary>Writes the 20 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Size);
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    /// <summary>The 20 bytes in a new array.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>
    /// Reads 40 hexadecimal digits, with or without 0x in front. All of one case is taken as it is; mixed case must be the right EIP-55 form, so that a slip of a finger is found.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EthereumAddress address)
    {
        address = default;
        Span<byte> bytes = stackalloc byte[Size];
        if (!HexText.TryRead(text, bytes))
        {
            return false;
        }
        EthereumAddress read = new(bytes);
        ReadOnlySpan<char> digits = text.AsSpan()[^(Size * 2)..];
        if (digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F') && !digits.SequenceEqual(read.ToString().AsSpan(2)))
        {
            return false;
        }
        address = read;
        return true;
    }

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(EthereumAddress other)
    {
        int order = _high.CompareTo(other._high);
        if (order == 0) { order = _middle.CompareTo(other._middle); }
        return order != 0 ? order : _low.CompareTo(other._low);
    }

    /// <summary>Orders by the characters of the EIP-55 texts, in which a capital stands before a small letter: the order of a validator set (klaytn-ibft 4.3).</summary>
    public int CompareText(EthereumAddress other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>0x and 40 hexadecimal digits in the mixed case of EIP-55: a letter is a capital when its digit of the Keccak-256 of the lower-case text is 8 or more.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        Span<char> text = stackalloc char[2 + (Size * 2)];
        text[0] = '0';
        text[1] = 'x';
        Span<char> digits = text[2..];
        Convert.TryToHexStringLower(bytes, digits, out _);
        Span<byte> ascii = stackalloc byte[Size * 2];
        for (int i = 0; i < ascii.Length; i++)
        {
            ascii[i] = (byte)digits[i];
        }
        Span<byte> hash = stackalloc byte[Keccak256.Size];
        Keccak256.Hash(ascii, hash);
        for (int i = 0; i < digits.Length; i++)
        {
            int nibble = (i & 1) == 0 ? hash[i >> 1] >> 4 : hash[i >> 1] & 0xF;
            if (nibble >= 8 && digits[i] >= 'a')
            {
                digits[i] = (char)(digits[i] - ('a' - 'A'));
            }
        }
        return new string(text);
    }
}
