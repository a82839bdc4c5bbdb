using System.Buffers.Binary;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Wire.OpenFlow;

/// <summary>Writes fields one after the other into a buffer that grows; lengths are filled in when their structure ends.</summary>
internal sealed class OpenFlowWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    public int Length => _length;

    /// <summary>Begins anew with the same buffer.</summary>
    public void Begin() => _length = 0;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void U8(byte value) => Take(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Take(8), value);

    public void Mac(MacAddress value) => value.CopyTo(Take(MacAddress.Size));

    public void Port(uint port, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow13) { U32(port); }
        else { U16(OpenFlowPorts.ToShort(port)); }
    }

    public void Zero(int length) => Take(length).Clear();

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>A name in a field of fixed length: cut to leave one zero byte at its end.</summary>
    public void Text(string value, int length)
    {
        Span<byte> field = Take(length);
        field.Clear();
        Encoding.Latin1.GetBytes(value.AsSpan(0, Math.Min(value.Length, length - 1)), field);
    }

    /// <summary>Zero bytes until what began at <paramref name="start"/> has a multiple of eight bytes.</summary>
    public void PadTo8(int start) => Zero((8 - ((_length - start) % 8)) % 8);

    /// <summary>Writes the length of what began at <paramref name="start"/> into its 16-bit field. Throws <see cref="NotSupportedException"/> when 16 bits cannot hold it.</summary>
    public void SetLength(int start, int field) => SetU16(field, _length - start);

    public void SetU16(int field, int value)
    {
        if (value > ushort.MaxValue) { throw new NotSupportedException($"an OpenFlow message has at most {ushort.MaxValue} bytes, this one would have {value}"); }
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(field), (ushort)value);
    }

    private Span<byte> Take(int length)
    {
        if (_buffer.Length < _length + length) { Array.Resize(ref _buffer, Math.Max(_length + length, 2 * _buffer.Length)); }
        Span<byte> field = _buffer.AsSpan(_length, length);
        _length += length;
        return field;
    }
}
