using System.Buffers.Binary;

namespace Weir.Wire.Frames;

internal ref partial struct FieldWalk
{
    private void Ip(int offset, Extent extent)
    {
        if (offset < extent.End && _frame[offset] >> 4 == 6)
        {
            IPv6(offset, extent);
        }
        else
        {
            IPv4(offset, extent);
        }
    }

    private void IPv4(int offset, Extent extent)
    {
        ReadOnlySpan<byte> bytes = _frame[offset..extent.End];
        bool holds = IPv4Header.TryRead(bytes, out IPv4Header ip, out LengthError error);
        if (!holds)
        {
            Stop(offset, extent, error);
            if (!IPv4Header.TryReadFixed(bytes, out ip, out _)) { return; }
        }

        _visitor.Begin("ip");
        _visitor.Field("version", 4);
        _visitor.Field("hdr_len", ip.HeaderLength);
        _visitor.Field("dsfield", (ip.Dscp << 2) | ip.Ecn);
        _visitor.Begin("dsfield");
        _visitor.Field("dscp", ip.Dscp);
        _visitor.Field("ecn", ip.Ecn);
        _visitor.End();
        _visitor.Field("len", ip.TotalLength == 0 ? extent.Promised - offset : ip.TotalLength);
        _visitor.Field("id", ip.Identification);
        _visitor.Field("flags", (ip.ReservedFlag ? 4 : 0) | (ip.DontFragment ? 2 : 0) | (ip.MoreFragments ? 1 : 0));
        _visitor.Begin("flags");
        _visitor.Field("rb", ip.ReservedFlag);
        _visitor.Field("df", ip.DontFragment);
        _visitor.Field("mf", ip.MoreFragments);
        _visitor.End();
        // tshark shows the field itself, which counts units of 8 bytes.
        _visitor.Field("frag_offset", ip.FragmentOffset / 8);
        _visitor.Field("ttl", ip.TimeToLive);
        _visitor.Field("proto", ip.Protocol);
        _visitor.Field("checksum", ip.Checksum);
        _visitor.Field("src", ip.Source.ToString());
        _visitor.Field("dst", ip.Destination.ToString());
        if (holds) { Options(ip.Options, offset, extent); }
        _visitor.End();
        if (!holds) { return; }
        if (ip.TotalLength != 0) { extent = extent.Narrow(offset + ip.TotalLength, "ipv4.total_length"); }
        if (ip.FragmentOffset != 0) { return; }
        if (ip.MoreFragments)
        {
            Partial(4, ip.Protocol, offset + ip.HeaderLength, extent);
        }
        else
        {
            Extensions(4, ip.Protocol, offset + ip.HeaderLength, extent);
        }
    }

    private void Options(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        var options = new IPv4Options(bytes);
        while (options.MoveNext())
        {
            _visitor.Begin("opt");
            _visitor.Field("type", options.Current[0]);
            _visitor.End();
        }

        if (!options.Error.IsNone) { Stop(offset + IPv4Header.MinSize + options.Error.Offset, extent, options.Error); }
    }

    private void IPv6(int offset, Extent extent)
    {
        if (!IPv6Header.TryRead(_frame[offset..extent.End], out IPv6Header ip, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("ipv6");
        _visitor.Field("version", 6);
        _visitor.Field("tclass", ip.TrafficClass);
        _visitor.Field("flow", ip.FlowLabel);
        _visitor.Field("plen", ip.PayloadLength);
        _visitor.Field("nxt", ip.NextHeader);
        _visitor.Field("hlim", ip.HopLimit);
        _visitor.Field("src", FrameFields.IPv6(ip.Source));
        _visitor.Field("dst", FrameFields.IPv6(ip.Destination));
        _visitor.End();
        int payload = offset + IPv6Header.Size;
        if (ip.PayloadLength != 0 || ip.NextHeader == IpProtocols.NoNext)
        {
            extent = extent.Narrow(payload + ip.PayloadLength, "ipv6.payload_length");
        }
        else if (IPv6Extension.TryReadJumboLength(ip, out uint length))
        {
            extent = extent.Narrow((long)payload + length, "ipv6.jumbo_length");
        }

        Extensions(6, ip.NextHeader, payload, extent);
    }

    private void Extensions(byte version, byte next, int offset, Extent extent)
    {
        while (IpProtocols.IsExtension(next, version))
        {
            if (!IPv6Extension.TryRead(next, _frame[Math.Min(offset, extent.End)..extent.End], out IPv6Extension extension, out LengthError error))
            {
                Stop(offset, extent, error);
                return;
            }

            Extension(extension);
            offset += extension.Length;
            next = extension.NextHeader;
            if (extension.FragmentOffset != 0) { return; }
            if (!extension.MoreFragments) { continue; }
            Partial(version, next, offset, extent);
            return;
        }

        Transport(next, offset, extent);
    }

    /// <summary>The first fragment of a datagram: what follows goes on in other frames, so that its end is no fault of this one.</summary>
    private void Partial(byte version, byte next, int offset, Extent extent)
    {
        (LengthError error, bool partial) = (Error, _partial);
        _partial = true;
        Extensions(version, next, offset, extent);
        (Error, _partial) = (error, partial);
    }

    private readonly void Extension(IPv6Extension extension)
    {
        if (extension.Kind == IpProtocols.Ah)
        {
            Authentication(extension);
            return;
        }

        _visitor.Begin("ipv6");
        _visitor.Begin(extension.Kind switch
        {
            IpProtocols.HopByHop => "hopopts",
            IpProtocols.Routing => "routing",
            IpProtocols.Fragment => "fraghdr",
            IpProtocols.DestinationOptions => "dstopts",
            _ => "extension",
        });
        _visitor.Field("nxt", extension.NextHeader);
        if (extension.Kind == IpProtocols.Fragment)
        {
            _visitor.Field("offset", extension.FragmentOffset / 8);
            _visitor.Field("more", extension.MoreFragments);
            _visitor.Field("ident", extension.FragmentId);
        }
        else
        {
            _visitor.Field("len", (extension.Length / 8) - 1);
        }

        if (extension.Kind == IpProtocols.Routing)
        {
            _visitor.Field("type", extension.RoutingType);
            _visitor.Field("segleft", extension.SegmentsLeft);
        }

        _visitor.End();
        _visitor.End();
    }

    private readonly void Authentication(IPv6Extension ah)
    {
        _visitor.Begin("ah");
        _visitor.Field("next_header", ah.NextHeader);
        _visitor.Field("length", ah.Bytes[1]);
        _visitor.Field("spi", ah.SecurityParameters);
        if (ah.Length >= 12) { _visitor.Field("sequence", BinaryPrimitives.ReadUInt32BigEndian(ah.Bytes[8..])); }
        _visitor.End();
    }
}
