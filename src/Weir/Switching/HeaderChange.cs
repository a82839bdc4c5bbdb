using Weir.Wire.OpenFlow;

namespace Weir.Switching;

/// <summary>What must change in a packet so that it has other headers: told for the kernel once a key, and done here for packets that the kernel does not do.</summary>
internal static class HeaderChange
{
    private const byte Tcp = 6, Udp = 17, IcmpV6 = 58;
    private const int TcpSum = 16, UdpSum = 6, IcmpV6Sum = 2;
    private const uint MarkMangledZero = 0x20;

    /// <summary>Tells the kernel what becomes of packets of <paramref name="key"/>; false when only this process can do it.</summary>
    public static unsafe bool TryCompile(in FlowKey key, PacketPlan plan, Func<uint, int?> indexOf, out CachedActions actions)
    {
        actions = default;
        if (!plan.IsCacheable || plan.IsIncomplete || plan.Copies.Count > CachedActions.MostOutputs) { return false; }
        if (plan.Meters is not ([] or [{ Before: 0 }])) { return false; }
        if (plan.Meters is [(int meter, _)]) { actions.Meter = (uint)meter; }
        actions.Mirror = (uint)(plan.Mirror?.Index ?? 0);
        if (plan.Copies.Count == 0) { return true; }
        FlowKey headers = plan.Copies[0].Headers;
        foreach (PacketCopy copy in plan.Copies)
        {
            if (!HasSameHeaders(copy.Headers, headers) || !copy.Ttl.IsNone || copy.Port == OpenFlowPorts.Controller || indexOf(copy.Port) is not { } index) { return false; }
            actions.Outputs[actions.OutputCount++] = (uint)index;
        }

        ReadOnlySpan<byte> before = FlowKey.ReadOnly(in key), after = FlowKey.ReadOnly(in headers);
        if (!Same(before, after, FlowKey.DestinationAt, 12))
        {
            actions.Changes |= CachedActions.Ethernet;
            fixed (byte* target = actions.EthernetAddresses) { after.Slice(FlowKey.DestinationAt, 12).CopyTo(new Span<byte>(target, 12)); }
        }

        TagChange.Of(in key, in headers).Compile(ref actions);
        return TryCompileNetwork(in key, before, after, ref actions);
    }

    /// <summary>Gives a frame other headers, checksums and all. False when it cannot be done.</summary>
    public static bool TryApply(SwitchFrame frame, in FlowKey key, int transport, in FlowKey headers, TtlChange ttl)
    {
        ReadOnlySpan<byte> before = FlowKey.ReadOnly(in key), after = FlowKey.ReadOnly(in headers);
        Span<byte> bytes = frame.Bytes;
        int network = FlowKeyReader.EthernetLength + (key.Vlan != 0 ? 4 : 0);
        if (!ttl.IsNone && !TryChangeTtl(bytes, key.Type, network, ttl)) { return false; }
        if (!ApplyNetwork(frame, key, before, after, network, transport)) { return false; }
        after.Slice(FlowKey.DestinationAt, 12).CopyTo(bytes);
        TagChange.Of(in key, in headers).Apply(frame);
        return true;
    }

    private static bool HasSameHeaders(in FlowKey left, in FlowKey right) => FlowKey.ReadOnly(in left)[..FlowKey.KernelSize].SequenceEqual(FlowKey.ReadOnly(in right)[..FlowKey.KernelSize]);

    private static bool Same(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int at, int length) => before.Slice(at, length).SequenceEqual(after.Slice(at, length));

    private static unsafe bool TryCompileNetwork(in FlowKey key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, ref CachedActions actions)
    {
        bool addresses = !Same(before, after, FlowKey.NetworkSourceAt, 32), ports = !Same(before, after, FlowKey.FromPortAt, 4), service = before[FlowKey.ServiceAt] != after[FlowKey.ServiceAt];
        if (!addresses && !ports && !service) { return true; }
        if (key.Type is not (FlowKeyReader.IPv4 or FlowKeyReader.IPv6)) { return false; }
        bool is4 = key.Type == FlowKeyReader.IPv4, later = (before[FlowKey.FlagsAt] & FlowKey.LaterFragment) != 0;
        int width = is4 ? 4 : 16;
        Span<byte> old = stackalloc byte[32], now = stackalloc byte[32];
        Collect(before, width, old);
        Collect(after, width, now);
        uint addressDifference = InternetSum.Difference(old[..(2 * width)], now[..(2 * width)]);
        if (addresses)
        {
            actions.Changes |= is4 ? CachedActions.AddressesIPv4 : CachedActions.AddressesIPv6;
            fixed (byte* target = actions.Addresses) { now[..(2 * width)].CopyTo(new Span<byte>(target, 32)); }
        }

        if (service)
        {
            actions.Changes |= is4 ? CachedActions.ServiceIPv4 : CachedActions.ServiceIPv6;
            actions.Service = after[FlowKey.ServiceAt];
        }

        if (is4 && (addresses || service))
        {
            actions.Changes |= CachedActions.HeaderSum;
            uint difference = (addresses ? addressDifference : 0) + InternetSum.Difference([0, before[FlowKey.ServiceAt]], [0, after[FlowKey.ServiceAt]]);
            actions.HeaderDifference = (difference & 0xffff) + (difference >> 16);
        }

        int sum = SumAt(key.Protocol, is4);
        if (sum < 0) { return !ports; }
        if (later) { return !ports; }
        actions.SumAt = (uint)sum;
        actions.SumFlags = key.Protocol == Udp ? MarkMangledZero : 0;
        if (addresses)
        {
            actions.Changes |= CachedActions.PseudoSum;
            actions.PseudoDifference = addressDifference;
        }

        if (ports)
        {
            if (key.Protocol is not (Tcp or Udp)) { return false; }
            actions.Changes |= CachedActions.Ports | CachedActions.PortSum;
            actions.PortDifference = InternetSum.Difference(before.Slice(FlowKey.FromPortAt, 4), after.Slice(FlowKey.FromPortAt, 4));
            fixed (byte* target = actions.TransportPorts) { after.Slice(FlowKey.FromPortAt, 4).CopyTo(new Span<byte>(target, 4)); }
        }

        return true;
    }

    private static bool ApplyNetwork(SwitchFrame frame, in FlowKey key, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int network, int transport)
    {
        bool addresses = !Same(before, after, FlowKey.NetworkSourceAt, 32), ports = !Same(before, after, FlowKey.FromPortAt, 4), service = before[FlowKey.ServiceAt] != after[FlowKey.ServiceAt];
        if (!addresses && !ports && !service) { return true; }
        Span<byte> bytes = frame.Bytes;
        if (key.Type == FlowKeyReader.Arp)
        {
            if (ports || service || bytes.Length < network + 28) { return false; }
            after.Slice(FlowKey.NetworkSourceAt, 4).CopyTo(bytes[(network + 14)..]);
            after.Slice(FlowKey.NetworkDestinationAt, 4).CopyTo(bytes[(network + 24)..]);
            return true;
        }

        bool is4 = key.Type == FlowKeyReader.IPv4;
        if ((!is4 && key.Type != FlowKeyReader.IPv6) || bytes.Length < network + (is4 ? 20 : 40)) { return false; }
        int width = is4 ? 4 : 16;
        Span<byte> old = stackalloc byte[32], now = stackalloc byte[32];
        Collect(before, width, old);
        Collect(after, width, now);
        uint difference = InternetSum.Difference(old[..(2 * width)], now[..(2 * width)]);
        int sum = SumAt(key.Protocol, is4);
        if (addresses)
        {
            now[..(2 * width)].CopyTo(bytes[(network + (is4 ? 12 : 8))..]);
            if (is4) { InternetSum.Correct(bytes.Slice(network + 10, 2), difference, open: false); }
            if (sum >= 0 && transport > 0) { CorrectTransport(bytes, transport + sum, difference, frame.HasOpenChecksum, key.Protocol); }
        }

        if (service && is4)
        {
            InternetSum.Correct(bytes.Slice(network + 10, 2), InternetSum.Difference([0, before[FlowKey.ServiceAt]], [0, after[FlowKey.ServiceAt]]), open: false);
            bytes[network + 1] = after[FlowKey.ServiceAt];
        }
        else if (service)
        {
            bytes[network] = (byte)((bytes[network] & 0xf0) | (after[FlowKey.ServiceAt] >> 4));
            bytes[network + 1] = (byte)((bytes[network + 1] & 0x0f) | (after[FlowKey.ServiceAt] << 4));
        }

        if (!ports) { return true; }
        if (transport == 0 || key.Protocol is not (Tcp or Udp)) { return false; }
        after.Slice(FlowKey.FromPortAt, 4).CopyTo(bytes[transport..]);
        if (!frame.HasOpenChecksum) { CorrectTransport(bytes, transport + sum, InternetSum.Difference(before.Slice(FlowKey.FromPortAt, 4), after.Slice(FlowKey.FromPortAt, 4)), open: false, key.Protocol); }
        return true;
    }

    private static void CorrectTransport(Span<byte> bytes, int at, uint difference, bool open, byte protocol)
    {
        if (bytes.Length < at + 2) { return; }
        Span<byte> field = bytes.Slice(at, 2);
        // A datagram without a checksum stays without.
        if (protocol == Udp && !open && field[0] == 0 && field[1] == 0) { return; }
        InternetSum.Correct(field, difference, open);
        if (protocol == Udp && !open && field[0] == 0 && field[1] == 0) { (field[0], field[1]) = (0xff, 0xff); }
    }

    private static bool TryChangeTtl(Span<byte> bytes, ushort type, int network, TtlChange ttl)
    {
        int at = network + (type == FlowKeyReader.IPv4 ? 8 : 7);
        if (type is not (FlowKeyReader.IPv4 or FlowKeyReader.IPv6) || bytes.Length < network + 20) { return true; }
        byte old = bytes[at];
        int value = (ttl.Value ?? old) - ttl.Less;
        if (value <= 0) { return false; }
        if (type == FlowKeyReader.IPv4) { InternetSum.Correct(bytes.Slice(network + 10, 2), InternetSum.Difference([old, 0], [(byte)value, 0]), open: false); }
        bytes[at] = (byte)value;
        return true;
    }

    private static void Collect(ReadOnlySpan<byte> key, int width, Span<byte> target)
    {
        key.Slice(FlowKey.NetworkSourceAt, width).CopyTo(target);
        key.Slice(FlowKey.NetworkDestinationAt, width).CopyTo(target[width..]);
    }

    private static int SumAt(byte protocol, bool is4) => protocol switch
    {
        Tcp => TcpSum,
        Udp => UdpSum,
        IcmpV6 when !is4 => IcmpV6Sum,
        _ => -1,
    };
}
