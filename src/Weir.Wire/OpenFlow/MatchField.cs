using System.Globalization;
using Weir.Wire.Frames;

namespace Weir.Wire.OpenFlow;

/// <summary>One field of a packet with the value that it must have, or shall get (openflow-1.3 A.2.3.2). Of a field that is not known the payload is kept as it is.</summary>
public sealed record MatchField
{
    // 16 bits class, 7 bits number, 1 bit "has a mask", 8 bits length of the payload.
    private const int HeaderSize = 4;

    // What few fields have stands apart: a switch keeps a dozen fields for each of many thousand flows.
    private readonly Rest? _rest;

    private MatchField(OxmField field, UInt128 value, UInt128? mask, ReadOnlyMemory<byte> opaque, bool opaqueHasMask)
    {
        Field = field;
        Value = value;
        if (mask is not null || !opaque.IsEmpty || opaqueHasMask) { _rest = new Rest(mask, opaque, opaqueHasMask); }
    }

    /// <summary>Makes a field with an exact value, cut to the field's bits.</summary>
    public MatchField(OxmField field, UInt128 value)
        : this(field, value & AllBits(field), null, default, false)
    {
    }

    /// <summary>Makes a field of which only the bits of <paramref name="mask"/> count. A mask of all bits is none.</summary>
    public MatchField(OxmField field, UInt128 value, UInt128 mask)
        : this(field, value & mask & AllBits(field), (mask & AllBits(field)) == AllBits(field) ? null : mask & AllBits(field), default, false)
    {
    }

    /// <summary>Which field.</summary>
    public OxmField Field { get; }

    /// <summary>Its value as a number in network order.</summary>
    public UInt128 Value { get; }

    /// <summary>Which bits count; null when all do.</summary>
    public UInt128? Mask => _rest?.Mask;

    /// <summary>The payload of a field that is not known, with its mask.</summary>
    public ReadOnlyMemory<byte> Opaque => _rest is null ? default : _rest.Opaque;

    /// <summary>True when the payload of a field that is not known holds a mask.</summary>
    public bool OpaqueHasMask => _rest is { OpaqueHasMask: true };

    /// <summary>The field's name in the standard, lower case.</summary>
    public string Name => OxmFields.Name(Field);

    /// <summary>Bits of the mask from the top down to the last one, when it has no hole; -1 when it has one. An exact field has all its bits.</summary>
    public int PrefixLength
    {
        get
        {
            int bits = OxmFields.Bits(Field);
            if (Mask is not { } mask) { return bits; }
            UInt128 rest = ~mask & AllBits(Field);
            return (rest & (rest + 1)) == 0 ? bits - (int)UInt128.Log2(rest + 1) : -1;
        }
    }

    /// <inheritdoc/>
    public bool Equals(MatchField? other) =>
        other is not null && Field == other.Field && Value == other.Value && Mask == other.Mask && OpaqueHasMask == other.OpaqueHasMask && Opaque.Span.SequenceEqual(other.Opaque.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Field, Value, Mask, Opaque.Length);

    /// <summary><c>eth_dst=02:00:00:00:00:01/ff:ff:ff:00:00:00</c>.</summary>
    public override string ToString() => $"{Name}={Text()}";

    /// <summary>Bits of a field's value; 0 for a field that is not known.</summary>
    public static int BitsOf(OxmField field) => OxmFields.Bits(field);

    internal static MatchField Read(ref OpenFlowReader reader)
    {
        uint head = reader.U32();
        OxmField field = (OxmField)(head >> 9);
        bool hasMask = (head & 0x100) != 0;
        int length = (int)(head & 0xff);
        int size = OxmFields.Size(field);
        int expected = hasMask ? 2 * size : size;
        if (size > 0 && length != expected)
        {
            reader.Fail("oxm", expected, length, "oxm.length");
            return new MatchField(field, 0);
        }

        ReadOnlySpan<byte> payload = reader.Bytes(length);
        if (size == 0) { return new MatchField(field, 0, null, payload.ToArray(), hasMask); }
        if (payload.IsEmpty) { return new MatchField(field, 0); }
        UInt128 value = Number(payload[..size]);
        return hasMask ? new MatchField(field, value, Number(payload[size..])) : new MatchField(field, value);
    }

    internal void Write(OpenFlowWriter writer)
    {
        if (Field >= OxmField.TransportSource) { throw new NotSupportedException($"OpenFlow 1.3 matches {Name} of one transport only: give the protocol too"); }
        int size = OxmFields.Size(Field);
        bool hasMask = size == 0 ? OpaqueHasMask : Mask is not null;
        int length = size == 0 ? Opaque.Length : hasMask ? 2 * size : size;
        writer.U32(((uint)Field << 9) | (hasMask ? 0x100u : 0) | (uint)length);
        if (size == 0) { writer.Bytes(Opaque.Span); }
        else
        {
            WriteNumber(writer, Value, size);
            if (Mask is { } mask) { WriteNumber(writer, mask, size); }
        }
    }

    /// <summary>Bytes on the wire, without padding.</summary>
    internal int Size => HeaderSize + (OxmFields.Size(Field) == 0 ? Opaque.Length : Mask is null ? OxmFields.Size(Field) : 2 * OxmFields.Size(Field));

    internal void Describe(IFieldVisitor visitor) => visitor.Field(Name, Text());

    private string Text()
    {
        if (!OxmFields.IsKnown(Field)) { return Convert.ToHexStringLower(Opaque.Span); }
        string value = Text(Value);
        if (Mask is not { } mask) { return value; }
        bool isAddress = Field is OxmField.IPv4Source or OxmField.IPv4Destination or OxmField.ArpSourceIPv4 or OxmField.ArpTargetIPv4 or OxmField.IPv6Source or OxmField.IPv6Destination;
        return isAddress && PrefixLength is >= 0 and var length ? string.Create(CultureInfo.InvariantCulture, $"{value}/{length}") : $"{value}/{Text(mask)}";
    }

    private string Text(UInt128 number)
    {
        switch (Field)
        {
            case OxmField.InPort or OxmField.InPhysicalPort:
                return OpenFlowPorts.Name((uint)number);
            case OxmField.EtherType or OxmField.VlanId or OxmField.Metadata or OxmField.TunnelId:
                return "0x" + number.ToString("x4", CultureInfo.InvariantCulture);
        }

        return OxmFields.Bits(Field) switch
        {
            48 => new MacAddress((ulong)number).ToString(),
            128 => IpAddress.FromIPv6(Bytes(number, 16)).ToString(),
            32 => IpAddress.FromIPv4((uint)number).ToString(),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static UInt128 AllBits(OxmField field) => OxmFields.Bits(field) is > 0 and var bits ? UInt128.MaxValue >> (128 - bits) : UInt128.MaxValue;

    private static UInt128 Number(ReadOnlySpan<byte> bytes)
    {
        UInt128 number = 0;
        foreach (byte part in bytes) { number = (number << 8) | part; }
        return number;
    }

    private static byte[] Bytes(UInt128 number, int size)
    {
        byte[] bytes = new byte[size];
        for (int i = size - 1; i >= 0; i--, number >>= 8) { bytes[i] = (byte)number; }
        return bytes;
    }

    private static void WriteNumber(OpenFlowWriter writer, UInt128 number, int size) => writer.Bytes(Bytes(number, size));

    private sealed record Rest(UInt128? Mask, ReadOnlyMemory<byte> Opaque, bool OpaqueHasMask);
}
