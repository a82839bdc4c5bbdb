using System.Buffers.Binary;

namespace Weir.Wire.Frames;

internal ref partial struct FieldWalk
{
    private void Transport(byte protocol, int offset, Extent extent)
    {
        ReadOnlySpan<byte> bytes = _frame[Math.Min(offset, extent.End)..extent.End];
        switch (protocol)
        {
            case IpProtocols.Tcp:
                Tcp(bytes, offset, extent);
                break;
            case IpProtocols.Udp:
                Udp(bytes, offset, extent);
                break;
            case IpProtocols.Icmp:
                Icmp(bytes, offset, extent);
                break;
            case IpProtocols.IcmpV6:
                IcmpV6(bytes, offset, extent);
                break;
            case IpProtocols.Gre:
                Gre(bytes, offset, extent);
                break;
            case IpProtocols.IPv4 or IpProtocols.IPv6:
                Enter(EtherTypes.IPv4, offset, extent);
                break;
            case IpProtocols.Mpls:
                Enter(EtherTypes.Mpls, offset, extent);
                break;
        }
    }

    private void Enter(ushort type, int offset, Extent extent)
    {
        if (_depth == PacketDecoder.MaxTunnels || offset >= extent.End) { return; }
        _depth++;
        if (type == EtherTypes.TransparentEthernet)
        {
            Ethernet(offset, extent);
        }
        else
        {
            Protocol(type, offset, extent);
        }

        _depth--;
    }

    private void Tcp(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        bool holds = TcpHeader.TryRead(bytes, out TcpHeader tcp, out LengthError error);
        if (!holds)
        {
            Stop(offset, extent, error);
            bool isThere = TcpHeader.TryReadFixed(bytes, out tcp, out _);
            if (_partial && bytes.Length is >= 8 and < TcpHeader.MinSize)
            {
                TcpStart(bytes);
                return;
            }

            if (!isThere || (!_partial && offset + tcp.HeaderLength > extent.Promised)) { return; }
        }

        _visitor.Begin("tcp");
        _visitor.Field("srcport", tcp.SourcePort);
        _visitor.Field("dstport", tcp.DestinationPort);
        if (offset + tcp.HeaderLength <= extent.Promised) { _visitor.Field("len", extent.Promised - offset - tcp.HeaderLength); }
        _visitor.Field("seq_raw", tcp.Sequence);
        _visitor.Field("ack_raw", tcp.Acknowledgement);
        _visitor.Field("hdr_len", tcp.HeaderLength);
        Flags(tcp);
        _visitor.Field("window_size_value", tcp.Window);
        _visitor.Field("checksum", tcp.Checksum);
        _visitor.Field("urgent_pointer", tcp.UrgentPointer);
        if (holds) { Options(tcp, offset, extent); }
        if (holds && tcp.Payload.Length > 0) { _visitor.Field("payload", tcp.Payload); }
        _visitor.End();
    }

    /// <summary>The eight bytes of a TCP header that an ICMP error quotes at least (RFC 792).</summary>
    private readonly void TcpStart(ReadOnlySpan<byte> bytes)
    {
        _visitor.Begin("tcp");
        _visitor.Field("srcport", BinaryPrimitives.ReadUInt16BigEndian(bytes));
        _visitor.Field("dstport", BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        _visitor.Field("seq_raw", BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        _visitor.End();
    }

    private readonly void Flags(TcpHeader tcp)
    {
        _visitor.Field("flags", (tcp.Reserved << 9) | (int)tcp.Flags);
        _visitor.Begin("flags");
        _visitor.Field("res", tcp.Reserved != 0);
        _visitor.Field("ae", (tcp.Flags & TcpFlags.Ae) != TcpFlags.None);
        _visitor.Field("cwr", (tcp.Flags & TcpFlags.Cwr) != TcpFlags.None);
        _visitor.Field("ece", (tcp.Flags & TcpFlags.Ece) != TcpFlags.None);
        _visitor.Field("urg", (tcp.Flags & TcpFlags.Urg) != TcpFlags.None);
        _visitor.Field("ack", (tcp.Flags & TcpFlags.Ack) != TcpFlags.None);
        _visitor.Field("push", (tcp.Flags & TcpFlags.Psh) != TcpFlags.None);
        _visitor.Field("reset", (tcp.Flags & TcpFlags.Rst) != TcpFlags.None);
        _visitor.Field("syn", (tcp.Flags & TcpFlags.Syn) != TcpFlags.None);
        _visitor.Field("fin", (tcp.Flags & TcpFlags.Fin) != TcpFlags.None);
        _visitor.End();
    }

    private void Options(TcpHeader tcp, int offset, Extent extent)
    {
        if (tcp.Options.IsEmpty) { return; }
        _visitor.Field("options", tcp.Options);
        var options = new TcpOptions(tcp.Options);
        while (options.MoveNext())
        {
            TcpOption option = options.Current;
            _visitor.Field("option_kind", option.Kind);
            if (option.Kind != TcpOption.NoOperation) { _visitor.Field("option_len", option.Length); }
            _visitor.Begin("options");
            OptionValue(option);
            _visitor.End();
        }

        if (!options.Error.IsNone) { Stop(offset + TcpHeader.MinSize + options.Error.Offset, extent, options.Error); }
    }

    private readonly void OptionValue(TcpOption option)
    {
        switch (option.Kind)
        {
            case TcpOption.MaximumSegmentSizeKind when option.Length == 4:
                _visitor.Field("mss_val", option.MaximumSegmentSize);
                break;
            case TcpOption.WindowScaleKind when option.Length == 3:
                _visitor.Begin("wscale");
                _visitor.Field("shift", option.WindowScale);
                _visitor.End();
                break;
            case TcpOption.SackPermittedKind when option.Length == 2:
                _visitor.Field("sack_perm", true);
                break;
            case TcpOption.SackKind:
                for (int i = 0; i < option.SackBlocks; i++)
                {
                    _visitor.Field("sack_le", option.SackBlock(i).Left);
                    _visitor.Field("sack_re", option.SackBlock(i).Right);
                }

                break;
            case TcpOption.TimestampsKind when option.IsTimestamps:
                _visitor.Begin("timestamp");
                _visitor.Field("tsval", option.Timestamp);
                _visitor.Field("tsecr", option.TimestampEcho);
                _visitor.End();
                break;
        }
    }

    private void Udp(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        if (!UdpHeader.TryRead(bytes, out UdpHeader udp, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        if (udp.Length != 0)
        {
            if (offset + udp.Length > extent.Promised)
            {
                Stop(offset, extent, new LengthError("udp", offset, udp.Length, extent.Promised - offset, extent.PromisedBy));
            }
            else
            {
                extent = extent.Narrow(offset + udp.Length, "udp.length");
            }
        }

        int payload = offset + UdpHeader.Size;
        ReadOnlySpan<byte> data = _frame[payload..extent.End];
        _visitor.Begin("udp");
        _visitor.Field("srcport", udp.SourcePort);
        _visitor.Field("dstport", udp.DestinationPort);
        _visitor.Field("length", udp.Length);
        _visitor.Field("checksum", udp.Checksum);
        if (data.Length > 0) { _visitor.Field("payload", data); }
        _visitor.End();
        if (udp.DestinationPort != VxlanHeader.UdpPort || !VxlanHeader.TryRead(data, out VxlanHeader vxlan, out _) || !vxlan.HasNetworkId) { return; }
        _visitor.Begin("vxlan");
        _visitor.Field("flags", BinaryPrimitives.ReadUInt16BigEndian(data));
        _visitor.Field("vni", vxlan.NetworkId);
        _visitor.End();
        Enter(EtherTypes.TransparentEthernet, payload + VxlanHeader.Size, extent);
    }

    private void Icmp(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        if (!IcmpHeader.TryRead(bytes, out IcmpHeader icmp, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("icmp");
        _visitor.Field("type", icmp.Type);
        _visitor.Field("code", icmp.Code);
        _visitor.Field("checksum", icmp.Checksum);
        if (icmp.IsEcho)
        {
            _visitor.Field("ident", icmp.Identifier);
            _visitor.Field("seq", icmp.Sequence);
        }
        else if (icmp.Type == 3 && icmp.Code == 4)
        {
            _visitor.Field("mtu", icmp.NextHopMtu);
        }

        _visitor.End();
        if (icmp.IsError) { Quoted(offset + IcmpHeader.Size, extent); }
    }

    private void IcmpV6(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        if (!IcmpV6Header.TryRead(bytes, out IcmpV6Header icmp, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("icmpv6");
        _visitor.Field("type", icmp.Type);
        _visitor.Field("code", icmp.Code);
        _visitor.Field("checksum", icmp.Checksum);
        if (icmp.IsEcho)
        {
            _visitor.Begin("echo");
            _visitor.Field("identifier", icmp.Identifier);
            _visitor.Field("sequence_number", icmp.Sequence);
            _visitor.End();
        }
        else if (icmp.Type == 2)
        {
            _visitor.Field("mtu", icmp.Mtu);
        }
        else if (icmp.HasTarget)
        {
            _visitor.Begin("nd");
            _visitor.Begin(icmp.Type == 135 ? "ns" : "na");
            _visitor.Field("target_address", FrameFields.IPv6(icmp.Target));
            _visitor.End();
            _visitor.End();
        }

        _visitor.End();
        if (icmp.IsError) { Quoted(offset + IcmpV6Header.Size, extent); }
    }

    /// <summary>The start of a datagram that an ICMP error quotes (RFC 792: its header and 8 bytes). That it is cut off is no fault of the frame.</summary>
    private void Quoted(int offset, Extent extent)
    {
        (LengthError error, bool partial) = (Error, _partial);
        _partial = true;
        Enter(EtherTypes.IPv4, offset, extent);
        (Error, _partial) = (error, partial);
    }

    private void Gre(ReadOnlySpan<byte> bytes, int offset, Extent extent)
    {
        if (!GreHeader.TryRead(bytes, out GreHeader gre, out LengthError error))
        {
            Stop(offset, extent, error);
            return;
        }

        _visitor.Begin("gre");
        _visitor.Field("flags_and_version", BinaryPrimitives.ReadUInt16BigEndian(bytes));
        _visitor.Field("proto", gre.Protocol);
        if (gre.HasChecksum) { _visitor.Field("checksum", gre.Checksum); }
        if (gre.HasKey && gre.Version == 0) { _visitor.Field("key", gre.Key); }
        if (gre.HasSequence) { _visitor.Field("sequence_number", gre.Sequence); }
        if (gre.HasAcknowledgement) { _visitor.Field("ack_number", gre.Acknowledgement); }
        _visitor.End();
        if (gre.HasRouting || gre.Version != 0) { return; }
        Enter(gre.Protocol, offset + gre.HeaderLength, extent);
    }
}
