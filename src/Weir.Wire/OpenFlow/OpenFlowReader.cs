using System.Buffers.Binary;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Wire.OpenFlow;

/// <summary>
/// Reads fields one after the other. The first field that does not fit is remembered in <see cref="Error"/>; from then on every read gives zero and <see cref="IsEmpty"/> is true,
/// so that a structure is read straight through and asked once, at its end, whether it was whole.
/// </summary>
internal ref struct OpenFlowReader(ReadOnlySpan<byte> bytes, string layer, string limitedBy, int origin = 0)
{
    private readonly int _begin = origin;
    private ReadOnlySpan<byte> _rest = bytes;
    private int _offset = origin;
    private LengthError _error;

    /// <summary>The first fault; <c>default</c> while there is none. Its offset is where the field began, from the message's first byte.</summary>
    public readonly LengthError Error => _error;

    public readonly bool IsWhole => _error.IsNone;

    /// <summary>True when nothing can be read any more: at the end, and after a fault.</summary>
    public readonly bool IsEmpty => _rest.IsEmpty || !_error.IsNone;

    public readonly int Left => _error.IsNone ? _rest.Length : 0;

    /// <summary>Bytes read since this reader began.</summary>
    public readonly int Position => _offset - _begin;

    public byte U8() => Take(1, out ReadOnlySpan<byte> field) ? field[0] : (byte)0;

    public ushort U16() => Take(2, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt16BigEndian(field) : (ushort)0;

    public uint U32() => Take(4, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt32BigEndian(field) : 0;

    public ulong U64() => Take(8, out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt64BigEndian(field) : 0;

    public MacAddress Mac() => Take(MacAddress.Size, out ReadOnlySpan<byte> field) ? MacAddress.Read(field) : default;

    /// <summary>A port's number: 16 bits in 1.0, whose reserved ports become those of 1.3.</summary>
    public uint Port(OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow13 ? U32() : OpenFlowPorts.FromShort(U16());

    public void Skip(int length) => Take(length, out _);

    public ReadOnlySpan<byte> Bytes(int length) => Take(length, out ReadOnlySpan<byte> field) ? field : default;

    /// <summary>All bytes that are left.</summary>
    public byte[] Rest() => Bytes(Left).ToArray();

    /// <summary>A name in a field of fixed length, which ends at the first zero byte.</summary>
    public string Text(int length)
    {
        if (!Take(length, out ReadOnlySpan<byte> field)) { return ""; }
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>The next 16 bits without going on: a type or a length that decides how to read.</summary>
    public readonly ushort PeekU16(int at = 0) => _error.IsNone && _rest.Length >= at + 2 ? BinaryPrimitives.ReadUInt16BigEndian(_rest[at..]) : (ushort)0;

    /// <summary>A part of <paramref name="length"/> bytes, which a length field promised; at least <paramref name="least"/> must be promised.</summary>
    public OpenFlowReader Part(int length, int least, string partLayer, string lengthField)
    {
        int at = _offset;
        if (_error.IsNone && length < least) { _error = new LengthError(partLayer, at, least, length, lengthField); }
        if (_error.IsNone && length > _rest.Length) { _error = new LengthError(partLayer, at, length, _rest.Length, limitedBy); }
        return new OpenFlowReader(Bytes(length), partLayer, lengthField, at) { _error = _error };
    }

    /// <summary>Takes over the fault of a part.</summary>
    public void Join(in OpenFlowReader part)
    {
        if (_error.IsNone) { _error = part._error; }
    }

    /// <summary>Says that <paramref name="needed"/> bytes were needed where <paramref name="available"/> are.</summary>
    public void Fail(string failedLayer, int needed, int available, string field)
    {
        if (_error.IsNone) { _error = new LengthError(failedLayer, _offset, needed, available, field); }
    }

    private bool Take(int length, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (!_error.IsNone) { return false; }
        if (length > _rest.Length)
        {
            _error = new LengthError(layer, _offset, length, _rest.Length, limitedBy);
            return false;
        }

        field = _rest[..length];
        _rest = _rest[length..];
        _offset += length;
        return true;
    }
}
