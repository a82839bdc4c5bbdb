using System.Diagnostics.CodeAnalysis;
using Weir.Wire.Frames;

namespace Weir.Wire.Captures;

/// <summary>Name Resolution Block (draft-ietf-opsawg-pcapng 4.5): records of an address and its names. <see cref="TryReadRecord"/> walks them.</summary>
public ref struct NameResolutionBlock
{
    /// <summary>nrb_record_end.</summary>
    public const ushort EndRecord = 0;
    /// <summary>nrb_record_ipv4: 4 bytes of address, then names, each with a zero at its end.</summary>
    public const ushort IPv4Record = 1;
    /// <summary>nrb_record_ipv6: 16 bytes of address, then names.</summary>
    public const ushort IPv6Record = 2;

    private const int HeaderLength = 4;
    private readonly bool _bigEndian;
    private ReadOnlySpan<byte> _rest;

    /// <summary>Walks the records of <paramref name="block"/>.</summary>
    public NameResolutionBlock(scoped in PcapngBlock block)
    {
        _rest = block.Body;
        _bigEndian = block.BigEndian;
    }

    /// <summary>True when a record's length reached beyond the block or is too short for its address.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>What follows the record at which the walk ended: the options.</summary>
    public readonly ReadOnlySpan<byte> Options => _rest;

    /// <summary>
    /// Reads the next record of an IPv4 or IPv6 address, passing over records of other kinds; false at the end. <paramref name="names"/> are the bytes
    /// of one or more names in UTF-8, each with a zero at its end.
    /// </summary>
    public bool TryReadRecord(out IpAddress address, out ReadOnlySpan<byte> names)
    {
        address = default;
        names = default;
        while (_rest.Length >= HeaderLength)
        {
            ushort type = ByteOrder.ReadUInt16(_rest, _bigEndian);
            int length = ByteOrder.ReadUInt16(_rest[2..], _bigEndian);
            if (type == EndRecord)
            {
                _rest = _rest[HeaderLength..];
                return false;
            }

            int addressLength = type switch { IPv4Record => 4, IPv6Record => 16, _ => 0 };
            if (length > _rest.Length - HeaderLength || length < addressLength)
            {
                IsDamaged = true;
                _rest = default;
                return false;
            }

            ReadOnlySpan<byte> value = _rest.Slice(HeaderLength, length);
            _rest = BlockFields.After(_rest, HeaderLength + BlockFields.Padded(length));
            if (addressLength == 0) { continue; }
            address = type == IPv4Record
                ? IpAddress.FromIPv4(ByteOrder.ReadUInt32(value, bigEndian: true))
                : IpAddress.FromIPv6(value[..16]);
            names = value[addressLength..];
            return true;
        }

        return false;
    }

    /// <summary>Takes the next name off <paramref name="names"/>; null at their end.</summary>
    public static string? TakeName(ref ReadOnlySpan<byte> names)
    {
        if (names.IsEmpty) { return null; }
        int zero = names.IndexOf((byte)0);
        string name = PcapngOptionReader.ReadText(names);
        names = zero < 0 ? default : names[(zero + 1)..];
        return name;
    }

    /// <summary>Writes one record into a block of type <see cref="PcapngBlockType.NameResolution"/> that was begun.</summary>
    public static void WriteRecord(PcapngBlockWriter writer, IpAddress address, [NotNull] string name)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(name);
        Span<byte> bytes = stackalloc byte[16];
        address.CopyTo(bytes);
        ReadOnlySpan<byte> value = address.IsIPv4 ? bytes[12..] : bytes;
        byte[] text = System.Text.Encoding.UTF8.GetBytes(name);
        writer.UInt16(address.IsIPv4 ? IPv4Record : IPv6Record);
        writer.UInt16((ushort)(value.Length + text.Length + 1));
        writer.PaddedBytes([.. value, .. text, 0]);
    }

    /// <summary>Writes the record that ends the list; options may follow.</summary>
    public static void WriteEnd(PcapngBlockWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.UInt32(0);
    }
}
