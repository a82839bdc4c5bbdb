using System.Runtime.InteropServices;

namespace Weir.Wire.Netlink;

/// <summary>Walks a row of attributes by <c>foreach</c>. It ends at the first that does not fit into what is there, which <see cref="Error"/> of the walker itself then tells (<c>foreach</c> walks a copy).</summary>
public ref struct NetlinkAttributes
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _offset;
    private int _length;

    /// <summary>Walks <paramref name="bytes"/>.</summary>
    public NetlinkAttributes(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The attribute under the cursor, after <see cref="MoveNext"/> said true.</summary>
    public readonly NetlinkAttribute Current => new(_bytes.Slice(_offset, _length));

    /// <summary>Why the walk ended early, with the offset from the first attribute; <c>default</c> when it did not.</summary>
    public LengthError Error { get; private set; }

    /// <summary>The walk itself.</summary>
    public readonly NetlinkAttributes GetEnumerator() => this;

    /// <summary>Goes to the next attribute; false at the end.</summary>
    public bool MoveNext()
    {
        _offset = Math.Min(_offset + NetlinkWriter.Aligned(_length), _bytes.Length);
        _length = 0;
        int left = _bytes.Length - _offset;
        if (left == 0) { return false; }
        int length = left < NetlinkAttribute.HeaderSize ? NetlinkAttribute.HeaderSize : MemoryMarshal.Read<ushort>(_bytes[_offset..]);
        if (length < NetlinkAttribute.HeaderSize || length > left)
        {
            Error = length < NetlinkAttribute.HeaderSize
                ? new LengthError("nlattr", _offset, NetlinkAttribute.HeaderSize, length, "nlattr.len")
                : new LengthError("nlattr", _offset, length, left, "nlmsg.len");
            _offset = _bytes.Length;
            return false;
        }

        _length = length;
        return true;
    }

    /// <summary>The first attribute of this type from here on; false when there is none.</summary>
    public readonly bool TryFind(ushort type, out NetlinkAttribute attribute)
    {
        foreach (NetlinkAttribute candidate in this)
        {
            if (candidate.Type == type)
            {
                attribute = candidate;
                return true;
            }
        }

        attribute = default;
        return false;
    }
}
