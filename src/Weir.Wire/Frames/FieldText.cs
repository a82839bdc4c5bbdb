using System.Buffers.Binary;
using System.Buffers.Text;

namespace Weir.Wire.Frames;

/// <summary>Appends the text of fields as UTF-8. The caller made sure that there is room.</summary>
internal ref struct FieldText
{
    private static readonly uint[] Octets = BuildOctets();
    private readonly Span<byte> _destination;

    public FieldText(Span<byte> destination) => _destination = destination;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where the next text goes.</summary>
    public readonly Span<byte> Room => _destination[Length..];

    public void Advance(int count) => Length += count;

    public void Append(byte value) => _destination[Length++] = value;

    public void Decimal(long value)
    {
        if ((ulong)value < 10)
        {
            Append((byte)('0' + value));
            return;
        }

        Utf8Formatter.TryFormat(value, Room, out int written);
        Length += written;
    }

    /// <summary><c>0x</c> and exactly <paramref name="digits"/> digits.</summary>
    public void Hex(long value, int digits)
    {
        Span<byte> text = _destination.Slice(Length, digits + 2);
        text[0] = (byte)'0';
        text[1] = (byte)'x';
        for (int i = digits + 1; i >= 2; i--)
        {
            text[i] = "0123456789abcdef"u8[(int)(value & 15)];
            value >>= 4;
        }

        Length += text.Length;
    }

    /// <summary>Nanoseconds as seconds with nine decimals.</summary>
    public void Seconds(long nanoseconds)
    {
        if (nanoseconds < 0) { Append((byte)'-'); }
        ulong value = nanoseconds < 0 ? (ulong)-nanoseconds : (ulong)nanoseconds;
        Utf8Formatter.TryFormat(value / 1_000_000_000, Room, out int written);
        Length += written;
        uint fraction = (uint)(value % 1_000_000_000);
        Span<byte> decimals = _destination.Slice(Length, 10);
        for (int i = 9; i >= 1; i--)
        {
            (fraction, uint digit) = Math.DivRem(fraction, 10);
            decimals[i] = (byte)('0' + digit);
        }

        decimals[0] = (byte)'.';
        Length += 10;
    }

    /// <summary>A dotted quad. Each octet is one store of its digits and the dot behind them, so there must be room for 16 bytes.</summary>
    public void IPv4(uint address)
    {
        Octet(address >> 24);
        Octet((address >> 16) & 255);
        Octet((address >> 8) & 255);
        Octet(address & 255);
        Length--;
    }

    public void IPv6(IpAddress address)
    {
        IpAddress.TryFormatIPv6(address, Room, out int written);
        Length += written;
    }

    /// <summary>A link-layer address of 6 bytes: <c>02:00:00:00:00:01</c>.</summary>
    public void Mac(ReadOnlySpan<byte> address)
    {
        ReadOnlySpan<byte> digits = "0123456789abcdef"u8;
        Span<byte> text = _destination.Slice(Length, 17);
        for (int i = 0; i < 6; i++)
        {
            byte value = address[i];
            text[3 * i] = digits[value >> 4];
            text[(3 * i) + 1] = digits[value & 15];
            if (i < 5) { text[(3 * i) + 2] = (byte)':'; }
        }

        Length += 17;
    }

    private void Octet(uint value)
    {
        uint text = Octets[value];
        BinaryPrimitives.WriteUInt32LittleEndian(_destination[Length..], text);
        Length += value < 10 ? 2 : value < 100 ? 3 : 4;
    }

    private static uint[] BuildOctets()
    {
        uint[] table = new uint[256];
        Span<byte> text = stackalloc byte[4];
        for (int i = 0; i < 256; i++)
        {
            text.Clear();
            Utf8Formatter.TryFormat(i, text, out int written);
            text[written] = (byte)'.';
            table[i] = BinaryPrimitives.ReadUInt32LittleEndian(text);
        }

        return table;
    }
}
