using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Weir.Switching;

/// <summary>
/// What a switch knows of a packet: where it came in and every header field that flows match, each at its place, as bytes of the network's order; or which bits of them count. The first <see cref="KernelSize"/> bytes are the key of
/// the kernel's table, which <see cref="DataPathProgram"/> fills from the same bytes of the packet; there the interface's number stands in place of the port's.
/// </summary>
[InlineArray(9)]
internal struct FlowKey : IEquatable<FlowKey>
{
    /// <summary>Bytes that the kernel has of it.</summary>
    public const int KernelSize = 64;

    /// <summary>Bytes of it all: what tables hand on to the next ("metadata") is known here only.</summary>
    public const int Size = 72;

    /// <summary>Where each field begins, in bytes. The two ports are those of the transport, or the type and code of ICMP; addresses of IPv4 and ARP have the first four bytes of their sixteen. Of a second tag there are tag and type behind it, and the fields beyond are zero.</summary>
    public const int InPortAt = 0, VlanAt = 4, FlagsAt = 6, DestinationAt = 8, SourceAt = 14, TypeAt = 20, ProtocolAt = 22, ServiceAt = 23, FromPortAt = 24, ToPortAt = 26, SecondTagAt = 28, SecondTypeAt = 30, NetworkSourceAt = 32, NetworkDestinationAt = 48, MetadataAt = 64;

    /// <summary>In the VLAN field: there is a tag (the bit that OpenFlow uses for it).</summary>
    public const ushort VlanPresent = 0x1000;

    /// <summary>In the flags: the tag is one of a provider (802.1ad); the packet is a fragment that is not the first.</summary>
    public const byte ProviderTag = 1, LaterFragment = 2;

    private const int Words = Size / sizeof(ulong);

    private ulong _first;

    /// <summary>The port of arrival.</summary>
    public uint InPort
    {
        readonly get => MemoryMarshal.Read<uint>(ReadOnly(in this)[InPortAt..]);
        set => MemoryMarshal.Write(Bytes[InPortAt..], value);
    }

    /// <summary>The VLAN tag with <see cref="VlanPresent"/>; 0 without a tag.</summary>
    public ushort Vlan
    {
        readonly get => Half(VlanAt);
        set => SetHalf(VlanAt, value);
    }

    /// <summary>The type behind the first VLAN tag.</summary>
    public ushort Type
    {
        readonly get => Half(TypeAt);
        set => SetHalf(TypeAt, value);
    }

    /// <summary>The second VLAN tag, where <see cref="Type"/> says that there is one.</summary>
    public ushort SecondTag
    {
        readonly get => Half(SecondTagAt);
        set => SetHalf(SecondTagAt, value);
    }

    /// <summary>The type behind the second VLAN tag.</summary>
    public ushort SecondType
    {
        readonly get => Half(SecondTypeAt);
        set => SetHalf(SecondTypeAt, value);
    }

    /// <summary>True when there are two tags.</summary>
    public readonly bool HasSecondTag => Vlan != 0 && Type is (FlowKeyReader.CustomerTag or FlowKeyReader.ProviderTag);

    /// <summary>The type of the first tag.</summary>
    public ushort TagType
    {
        readonly get => (ReadOnly(in this)[FlagsAt] & ProviderTag) != 0 ? FlowKeyReader.ProviderTag : FlowKeyReader.CustomerTag;
        set => Bytes[FlagsAt] = (byte)((Bytes[FlagsAt] & ~ProviderTag) | (value == FlowKeyReader.ProviderTag ? ProviderTag : 0));
    }

    /// <summary>The protocol in an IP packet, or the operation of ARP.</summary>
    public readonly byte Protocol => ReadOnly(in this)[ProtocolAt];

    /// <summary>The Ethernet destination.</summary>
    public readonly ulong Destination => Mac(DestinationAt);

    /// <summary>The Ethernet source.</summary>
    public readonly ulong Source => Mac(SourceAt);

    /// <summary>All bytes, to change them.</summary>
    [UnscopedRef]
    public Span<byte> Bytes => MemoryMarshal.AsBytes((Span<ulong>)this);

    /// <summary>All bytes of a key that stays where it is.</summary>
    public static ReadOnlySpan<byte> ReadOnly(in FlowKey key) => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in Unsafe.As<FlowKey, ulong>(ref Unsafe.AsRef(in key)), Words));

    /// <summary>The bits of <paramref name="key"/> that <paramref name="mask"/> has.</summary>
    public static FlowKey And(in FlowKey key, in FlowKey mask)
    {
        FlowKey result = default;
        for (int i = 0; i < Words; i++) { result[i] = key[i] & mask[i]; }
        return result;
    }

    /// <summary>True when the two are the same in every bit of <paramref name="mask"/>.</summary>
    public static bool AreEqualUnder(in FlowKey left, in FlowKey right, in FlowKey mask)
    {
        ulong different = 0;
        for (int i = 0; i < Words; i++) { different |= (left[i] ^ right[i]) & mask[i]; }
        return different == 0;
    }

    /// <inheritdoc/>
    public readonly bool Equals(FlowKey other) => ReadOnly(in this).SequenceEqual(ReadOnly(in other));

    /// <inheritdoc/>
    public readonly override bool Equals(object? obj) => obj is FlowKey other && Equals(other);

    /// <inheritdoc/>
    public readonly override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < Words; i++) { hash.Add(this[i]); }
        return hash.ToHashCode();
    }

    private readonly ushort Half(int at) => BinaryPrimitives.ReadUInt16BigEndian(ReadOnly(in this)[at..]);

    private void SetHalf(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Bytes[at..], value);

    private readonly ulong Mac(int at) => BinaryPrimitives.ReadUInt64BigEndian(ReadOnly(in this)[(at - 2)..]) & 0xffff_ffff_ffff;
}
