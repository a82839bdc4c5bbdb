using System.Buffers.Binary;

namespace Weir.Wire.Frames;

/// <summary>
/// An IPv6 extension header: hop-by-hop, routing, destination options, mobility, HIP and shim6 in the uniform layout (RFC 8200 4, RFC 6564), the fragment header
/// (RFC 8200 4.5) and the authentication header (RFC 4302). <see cref="TryRead"/> checks the length once; no accessor can fail.
/// </summary>
public readonly ref struct IPv6Extension
{
    /// <summary>Length of the shortest extension header, and of the fragment header, in bytes.</summary>
    public const int MinSize = 8;

    /// <summary>The option type of a jumbo payload (RFC 2675 2).</summary>
    public const byte JumboOption = 0xc2;

    private readonly ReadOnlySpan<byte> _bytes;

    private IPv6Extension(byte kind, ReadOnlySpan<byte> bytes)
    {
        Kind = kind;
        _bytes = bytes;
    }

    /// <summary>Which extension header it is: its own number (<see cref="IpProtocols"/>).</summary>
    public byte Kind { get; }

    /// <summary>What follows.</summary>
    public byte NextHeader => _bytes[0];

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>The whole header.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The options of a hop-by-hop or destination options header (RFC 8200 4.2); of other headers what follows their first two bytes.</summary>
    public ReadOnlySpan<byte> Options => _bytes[2..];

    /// <summary>Of a fragment header: where its data lies in the fragmentable part, in bytes (RFC 8200 4.5). Else 0.</summary>
    public int FragmentOffset => Kind == IpProtocols.Fragment ? BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]) & 0xfff8 : 0;

    /// <summary>Of a fragment header: more fragments follow (RFC 8200 4.5). Else false.</summary>
    public bool MoreFragments => Kind == IpProtocols.Fragment && (_bytes[3] & 1) != 0;

    /// <summary>Of a fragment header: the datagram's identification (RFC 8200 4.5). Else 0.</summary>
    public uint FragmentId => Kind == IpProtocols.Fragment ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]) : 0;

    /// <summary>Of a routing header: its type (RFC 8200 4.4). Else 0.</summary>
    public byte RoutingType => Kind == IpProtocols.Routing ? _bytes[2] : (byte)0;

    /// <summary>Of a routing header: segments left (RFC 8200 4.4). Else 0.</summary>
    public byte SegmentsLeft => Kind == IpProtocols.Routing ? _bytes[3] : (byte)0;

    /// <summary>Of an authentication header: the security parameters index (RFC 4302 2.4). Else 0.</summary>
    public uint SecurityParameters => Kind == IpProtocols.Ah ? BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]) : 0;

    /// <summary>Views the header at the start of <paramref name="bytes"/>; false with the fault when they are too few.</summary>
    /// <param name="kind">Which extension header it is.</param>
    /// <param name="bytes">The header and what follows.</param>
    /// <param name="extension">The view.</param>
    /// <param name="error">The fault.</param>
    public static bool TryRead(byte kind, ReadOnlySpan<byte> bytes, out IPv6Extension extension, out LengthError error)
    {
        extension = default;
        error = default;
        // RFC 8200 4.5: the fragment header has no length field. RFC 4302 2.2: the authentication header counts 4-octet units, minus 2.
        int length = bytes.Length < MinSize || kind == IpProtocols.Fragment ? MinSize
            : kind == IpProtocols.Ah ? Math.Max((bytes[1] + 2) * 4, MinSize)
            : (bytes[1] + 1) * 8;
        if (bytes.Length < length)
        {
            error = new LengthError(LayerOf(kind), 0, length, bytes.Length, "frame");
            return false;
        }

        extension = new IPv6Extension(kind, bytes[..length]);
        return true;
    }

    /// <summary>Finds the jumbo payload option (RFC 2675 2) in the hop-by-hop header behind <paramref name="ip"/>: bytes behind the IPv6 header.</summary>
    public static bool TryReadJumboLength(IPv6Header ip, out uint length)
    {
        length = 0;
        if (ip.NextHeader != IpProtocols.HopByHop || !TryRead(IpProtocols.HopByHop, ip.Payload, out IPv6Extension hopByHop, out _)) { return false; }
        ReadOnlySpan<byte> options = hopByHop.Options;
        while (options.Length >= 2)
        {
            if (options[0] == 0)
            {
                options = options[1..];
                continue;
            }

            int size = 2 + options[1];
            if (size > options.Length) { return false; }
            if (options[0] == JumboOption && size == 6)
            {
                length = BinaryPrimitives.ReadUInt32BigEndian(options[2..]);
                return true;
            }

            options = options[size..];
        }

        return false;
    }

    /// <summary>Writes a fragment header and returns its length in bytes. <paramref name="offset"/> is in bytes, a multiple of 8.</summary>
    public static int WriteFragment(Span<byte> buffer, byte nextHeader, int offset, bool moreFragments, uint id)
    {
        Span<byte> header = buffer[..MinSize];
        header[0] = nextHeader;
        header[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)((offset & 0xfff8) | (moreFragments ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], id);
        return MinSize;
    }

    /// <summary>Writes a header of the uniform layout around <paramref name="content"/> (options, or a routing header's own fields), padded with PadN (RFC 8200 4.2), and returns its length in bytes.</summary>
    public static int WriteUniform(Span<byte> buffer, byte nextHeader, ReadOnlySpan<byte> content)
    {
        int length = (2 + content.Length + 7) / 8 * 8;
        Span<byte> header = buffer[..length];
        header.Clear();
        header[0] = nextHeader;
        header[1] = (byte)((length / 8) - 1);
        content.CopyTo(header[2..]);
        int padding = length - 2 - content.Length;
        if (padding >= 2)
        {
            header[2 + content.Length] = 1;
            header[3 + content.Length] = (byte)(padding - 2);
        }

        return length;
    }

    private static string LayerOf(byte kind) => kind switch
    {
        IpProtocols.HopByHop => "ipv6.hop_by_hop",
        IpProtocols.Routing => "ipv6.routing",
        IpProtocols.Fragment => "ipv6.fragment",
        IpProtocols.DestinationOptions => "ipv6.destination_options",
        IpProtocols.Ah => "ah",
        _ => "ipv6.extension",
    };
}
