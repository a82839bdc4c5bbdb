using System.Runtime.Intrinsics;

namespace Weir.Wire.Ethereum;

/// <summary>
/// Snappy in its block format (google/snappy format_description.txt), as RLPx compresses payloads (klaytn-ibft 1.6). The decoder is our own, because what it reads comes from a
/// wire: it writes only where the caller said, throws nothing and allocates nothing (docs/decisions/0001). The encoder is IronSnappy's.
/// </summary>
public static class Snappy
{
    /// <summary>The longest content in bytes: RLPx counts a payload in three bytes and refuses a longer one before it unpacks (klaytn-ibft 1.6), so a hostile length costs nothing.</summary>
    public const int MaxLength = (16 * 1024 * 1024) - 1;

    private const int Step = 16;

    /// <summary>Reads how long the content says it is, in bytes; false when the length is malformed or over <see cref="MaxLength"/>.</summary>
    public static bool TryGetLength(ReadOnlySpan<byte> source, out int length) => TryReadLength(source, out length, out _);

    /// <summary>
    /// Unpacks the whole of <paramref name="source"/> to the beginning of <paramref name="destination"/>. False when it is malformed, longer than the destination or over
    /// <see cref="MaxLength"/>; then <paramref name="written"/> is 0 and the destination's first bytes are undefined.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> source, Span<byte> destination, out int written)
    {
        written = 0;
        if (!TryReadLength(source, out int length, out int from) || length > destination.Length)
        {
            return false;
        }
        Span<byte> target = destination[..length];
        int to = 0;
        while (from < source.Length)
        {
            int tag = source[from++];
            if ((tag & 3) == 0)
            {
                // A literal: its length less one in the tag, or behind it in one to four bytes.
                uint count = (uint)tag >> 2;
                if (count >= 60)
                {
                    int bytes = (int)count - 59;
                    if (source.Length - from < bytes)
                    {
                        return false;
                    }
                    count = ReadLittleEndian(source.Slice(from, bytes));
                    from += bytes;
                }
                if (count >= (uint)(source.Length - from) || count >= (uint)(length - to))
                {
                    return false;
                }
                int literal = (int)count + 1;
                if (literal <= Step && source.Length - from >= Step && length - to >= Step)
                {
                    // What is copied too much is overwritten by what follows.
                    Vector128.Create(source.Slice(from, Step)).CopyTo(target[to..]);
                }
                else
                {
                    source.Slice(from, literal).CopyTo(target[to..]);
                }
                from += literal;
                to += literal;
                continue;
            }

            // A copy from what was unpacked already.
            int copied = (tag >> 2) + 1;
            uint distance;
            switch (tag & 3)
            {
                case 1 when from < source.Length:
                    copied = ((tag >> 2) & 7) + 4;
                    distance = ((uint)(tag >> 5) << 8) | source[from];
                    from++;
                    break;
                case 2 when source.Length - from >= 2:
                    distance = ReadLittleEndian(source.Slice(from, 2));
                    from += 2;
                    break;
                case 3 when source.Length - from >= 4:
                    distance = ReadLittleEndian(source.Slice(from, 4));
                    from += 4;
                    break;
                default:
                    return false;
            }
            if (distance == 0 || distance > (uint)to || copied > length - to)
            {
                return false;
            }
            Copy(target, to, (int)distance, copied);
            to += copied;
        }
        if (to != length)
        {
            return false;
        }
        written = length;
        return true;
    }

    /// <summary>Packs <paramref name="content"/> into a new array.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> content) => IronSnappy.Snappy.Encode(content);

    /// <summary>Repeats <paramref name="count"/> bytes from <paramref name="distance"/> back; when that is less than the count they repeat themselves.</summary>
    private static void Copy(Span<byte> target, int to, int distance, int count)
    {
        if (distance >= Step && target.Length - to >= 4 * Step)
        {
            // At most 64 bytes; each step of 16 reads only what the steps before it have written.
            for (int done = 0; done < count; done += Step)
            {
                Vector128.Create(target.Slice(to - distance + done, Step)).CopyTo(target[(to + done)..]);
            }
        }
        else if (distance >= count)
        {
            target.Slice(to - distance, count).CopyTo(target[to..]);
        }
        else if (distance == 1)
        {
            target.Slice(to, count).Fill(target[to - 1]);
        }
        else
        {
            for (int i = to; i < to + count; i++)
            {
                target[i] = target[i - distance];
            }
        }
    }

    private static bool TryReadLength(ReadOnlySpan<byte> source, out int length, out int bytes)
    {
        // A varint of at most 32 bits, hence at most five bytes.
        ulong value = 0;
        length = 0;
        for (bytes = 0; bytes < Math.Min(source.Length, 5);)
        {
            byte part = source[bytes];
            value |= (ulong)(part & 0x7F) << (7 * bytes);
            bytes++;
            if (part < 0x80)
            {
                if (value > MaxLength)
                {
                    return false;
                }
                length = (int)value;
                return true;
            }
        }
        return false;
    }

    private static uint ReadLittleEndian(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }
        return value;
    }
}
