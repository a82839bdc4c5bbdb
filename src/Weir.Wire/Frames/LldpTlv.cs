using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>One type-length-value of an LLDP data unit (IEEE 802.1AB 8.4), as <see cref="LldpReader"/> hands it on: its length was checked.</summary>
public readonly ref struct LldpTlv
{
    /// <summary>End of the data unit (IEEE 802.1AB 8.5.1).</summary>
    public const byte End = 0;
    /// <summary>Chassis: a subtype, then the identifier (IEEE 802.1AB 8.5.2).</summary>
    public const byte ChassisId = 1;
    /// <summary>Port: a subtype, then the identifier (IEEE 802.1AB 8.5.3).</summary>
    public const byte PortId = 2;
    /// <summary>Seconds for which the information holds (IEEE 802.1AB 8.5.4).</summary>
    public const byte TimeToLiveType = 3;
    /// <summary>Port description (IEEE 802.1AB 8.5.5).</summary>
    public const byte PortDescription = 4;
    /// <summary>System name (IEEE 802.1AB 8.5.6).</summary>
    public const byte SystemName = 5;
    /// <summary>System description (IEEE 802.1AB 8.5.7).</summary>
    public const byte SystemDescription = 6;
    /// <summary>System capabilities (IEEE 802.1AB 8.5.8).</summary>
    public const byte SystemCapabilities = 7;
    /// <summary>Management address (IEEE 802.1AB 8.5.9).</summary>
    public const byte ManagementAddress = 8;
    /// <summary>Organisation-specific: a 3-byte organisation code, a subtype, then the value (IEEE 802.1AB 8.6).</summary>
    public const byte Organisation = 127;

    internal LldpTlv(byte type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    /// <summary>Type, 0 to 127.</summary>
    public byte Type { get; }

    /// <summary>Value, 0 to 511 bytes.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Subtype of a chassis or port identifier; 0 for other types and for an empty value.</summary>
    public byte Subtype => Type is ChassisId or PortId && Value.Length > 0 ? Value[0] : (byte)0;

    /// <summary>The identifier behind the subtype of a chassis or port; empty for other types.</summary>
    public ReadOnlySpan<byte> Id => Type is ChassisId or PortId && Value.Length > 0 ? Value[1..] : default;

    /// <summary>Time to live in seconds; 0 for other types.</summary>
    public ushort TimeToLive => Type == TimeToLiveType && Value.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Value) : (ushort)0;
}
