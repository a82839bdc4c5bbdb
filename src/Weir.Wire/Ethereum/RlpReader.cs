using System.Buffers.Binary;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Reads items of RLP (Ethereum yellow paper, appendix B) one after the other. Only the canonical form is taken, as Go's rlp package does: the shortest header, a byte below
/// 0x80 without one, integers without leading zeros. Nothing throws or allocates; a method that returns false has not moved. A nested list is a reader of its own,
/// so the caller decides how deep it goes.
/// </summary>
public ref struct RlpReader
{
    /// <summary>The longest payload with a header of one byte.</summary>
    private const int LongestShort = 55;

    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads the items of <paramref name="items"/>: an encoding, or the content of a list.</summary>
    public RlpReader(ReadOnlySpan<byte> items) => _rest = items;

    /// <summary>The bytes that have not been read yet.</summary>
    public readonly ReadOnlySpan<byte> Remaining => _rest;

    /// <summary>True when all bytes have been read.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty;

    /// <summary>What stands next; only the header is looked at, and whether its payload is there.</summary>
    public readonly RlpKind PeekKind()
    {
        if (_rest.IsEmpty)
        {
            return RlpKind.End;
        }
        if (!TryReadHeader(out _, out _))
        {
            return RlpKind.Malformed;
        }
        return _rest[0] >= 0xC0 ? RlpKind.List : RlpKind.Bytes;
    }

    /// <summary>Reads a string of bytes of any length.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        if (_rest.IsEmpty || _rest[0] >= 0xC0)
        {
            bytes = default;
            return false;
        }
        return TryReadPayload(out bytes);
    }

    /// <summary>Reads a string of exactly <paramref name="length"/> bytes.</summary>
    public bool TryReadFixed(int length, out ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> before = _rest;
        if (TryReadBytes(out bytes) && bytes.Length == length)
        {
            return true;
        }
        _rest = before;
        bytes = default;
        return false;
    }

    /// <summary>Reads an integer of any size as its big-endian bytes without leading zeros; zero is empty.</summary>
    public bool TryReadInteger(out ReadOnlySpan<byte> bigEndian)
    {
        ReadOnlySpan<byte> before = _rest;
        if (TryReadBytes(out bigEndian) && (bigEndian.IsEmpty || bigEndian[0] != 0))
        {
            return true;
        }
        _rest = before;
        bigEndian = default;
        return false;
    }

    /// <summary>Reads an integer of at most 64 bits.</summary>
    public bool TryReadUInt64(out ulong value)
    {
        ReadOnlySpan<byte> before = _rest;
        value = 0;
        if (!TryReadInteger(out ReadOnlySpan<byte> bigEndian))
        {
            return false;
        }
        if (bigEndian.Length > sizeof(ulong))
        {
            _rest = before;
            return false;
        }
        value = ReadBigEndian(bigEndian);
        return true;
    }

    /// <summary>Reads a truth value: 01 or 80, nothing else.</summary>
    public bool TryReadBoolean(out bool value)
    {
        ReadOnlySpan<byte> before = _rest;
        if (TryReadUInt64(out ulong number) && number <= 1)
        {
            value = number == 1;
            return true;
        }
        _rest = before;
        value = false;
        return false;
    }

    /// <summary>Reads a list and gives a reader over its items.</summary>
    public bool TryReadList(out RlpReader items)
    {
        if (_rest.IsEmpty || _rest[0] < 0xC0 || !TryReadPayload(out ReadOnlySpan<byte> payload))
        {
            items = default;
            return false;
        }
        items = new RlpReader(payload);
        return true;
    }

    /// <summary>Reads an item of either kind and gives its whole encoding, header included. What is inside a list is not looked at.</summary>
    public bool TryReadItem(out ReadOnlySpan<byte> item)
    {
        if (!TryReadHeader(out int header, out int payload))
        {
            item = default;
            return false;
        }
        item = _rest[..(header + payload)];
        _rest = _rest[(header + payload)..];
        return true;
    }

    /// <summary>Steps over an item of either kind.</summary>
    public bool TrySkip() => TryReadItem(out _);

    /// <summary>Counts the items that are left, without moving; false when one of them is malformed.</summary>
    public readonly bool TryCount(out int count)
    {
        RlpReader copy = this;
        count = 0;
        while (!copy.IsEmpty)
        {
            if (!copy.TrySkip())
            {
                return false;
            }
            count++;
        }
        return true;
    }

    private static ulong ReadBigEndian(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte part in bytes)
        {
            value = (value << 8) | part;
        }
        return value;
    }

    private bool TryReadPayload(out ReadOnlySpan<byte> payload)
    {
        if (!TryReadHeader(out int header, out int length))
        {
            payload = default;
            return false;
        }
        payload = _rest.Slice(header, length);
        _rest = _rest[(header + length)..];
        return true;
    }

    /// <summary>Reads and checks the next header; true when the payload is wholly there.</summary>
    private readonly bool TryReadHeader(out int header, out int payload)
    {
        header = 0;
        payload = 0;
        if (_rest.IsEmpty)
        {
            return false;
        }
        int first = _rest[0];
        if (first < 0x80)
        {
            payload = 1;
            return true;
        }
        header = 1;
        int kind = first < 0xC0 ? 0x80 : 0xC0;
        int length = first - kind;
        if (length <= LongestShort)
        {
            payload = length;
            // A byte below 0x80 stands for itself.
            return length < _rest.Length && !(first == 0x81 && _rest[1] < 0x80);
        }
        int sizeBytes = length - LongestShort;
        if (sizeBytes >= _rest.Length || _rest[1] == 0)
        {
            return false;
        }
        ulong size = ReadBigEndian(_rest.Slice(1, sizeBytes));
        header = 1 + sizeBytes;
        if (size <= LongestShort || size > (ulong)(_rest.Length - header))
        {
            return false;
        }
        payload = (int)size;
        return true;
    }
}
