using System.Runtime.InteropServices;
using System.Text;
using Weir.Wire.Frames;

namespace Weir.Wire.Netlink;

/// <summary>One attribute of a netlink message (linux/netlink.h, struct nlattr). Accessors of a number give 0 when the value is shorter than the number; none can fail.</summary>
public readonly ref struct NetlinkAttribute
{
    /// <summary>Length of an attribute's header in bytes.</summary>
    public const int HeaderSize = 4;

    /// <summary>The bit of the type that says that the value is a row of attributes (NLA_F_NESTED).</summary>
    public const ushort NestedFlag = 0x8000;

    private const ushort TypeMask = 0x3fff;
    private readonly ReadOnlySpan<byte> _bytes;

    internal NetlinkAttribute(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The type without its flags.</summary>
    public ushort Type => (ushort)(MemoryMarshal.Read<ushort>(_bytes[2..]) & TypeMask);

    /// <summary>True when the sender said that the value is a row of attributes; not all senders say so.</summary>
    public bool IsNested => (MemoryMarshal.Read<ushort>(_bytes[2..]) & NestedFlag) != 0;

    /// <summary>The value.</summary>
    public ReadOnlySpan<byte> Value => _bytes[HeaderSize..];

    /// <summary>The value as 8 bits.</summary>
    public byte UInt8 => Value.IsEmpty ? (byte)0 : Value[0];

    /// <summary>The value as 16 bits in the machine's order.</summary>
    public ushort UInt16 => Value.Length < 2 ? (ushort)0 : MemoryMarshal.Read<ushort>(Value);

    /// <summary>The value as 32 bits in the machine's order.</summary>
    public uint UInt32 => Value.Length < 4 ? 0 : MemoryMarshal.Read<uint>(Value);

    /// <summary>The value as 32 bits with a sign in the machine's order.</summary>
    public int Int32 => (int)UInt32;

    /// <summary>The value as 64 bits in the machine's order.</summary>
    public ulong UInt64 => Value.Length < 8 ? 0 : MemoryMarshal.Read<ulong>(Value);

    /// <summary>The value as text up to its first zero.</summary>
    public string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>The value as a row of attributes.</summary>
    public NetlinkAttributes Nested => new(Value);

    /// <summary>The value as an Ethernet address; null when it has another length.</summary>
    public MacAddress? Mac => Value.Length == MacAddress.Size ? MacAddress.Read(Value) : null;

    /// <summary>The value as an IP address of 4 or 16 bytes; null when it has another length.</summary>
    public IpAddress? Address => Value.Length switch
    {
        4 => IpAddress.FromIPv4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(Value)),
        16 => IpAddress.FromIPv6(Value),
        _ => null,
    };
}
