using Weir.Wire.Bpf;
using static Weir.Wire.Bpf.BpfArithmetic;
using static Weir.Wire.Bpf.BpfCondition;
using static Weir.Wire.Bpf.BpfRegister;

namespace Weir.Switching;

/// <content>The key of a packet, as <see cref="FlowKeyReader"/> reads it from the same bytes.</content>
internal static partial class DataPathProgram
{
    // R8 is left with the offset of the transport's header, or 0.
    private static void WriteKey(BpfAssembler a, BpfLabel failed)
    {
        BpfLabel untagged = a.Label("untagged"), noProvider = a.Label("no provider"), notIPv4 = a.Label("not IPv4"), notIPv6 = a.Label("not IPv6"), arp = a.Label("ARP"), secondTag = a.Label("second tag"), done = a.Label("key is done"), ports = a.Label("ports"), portsHere = a.Label("ports here");
        for (int at = 0; at < FlowKey.KernelSize; at += 8) { a.StoreTo(BpfSize.Double, R10, Key + at, 0); }
        a.LoadFrom(BpfSize.Word, R1, R6, InterfaceAt);
        a.StoreTo(BpfSize.Word, R10, Key + FlowKey.InPortAt, R1);
        WriteQuickKey(a, done);
        a.Move(R8, 0);
        WriteLoad(a, 0, Key + FlowKey.DestinationAt, L3);
        a.JumpIf(NotEqual, R0, 0, failed);
        a.LoadFrom(BpfSize.Word, R1, R6, VlanPresentAt);
        a.JumpIf(Equal, R1, 0, untagged);
        a.LoadFrom(BpfSize.Word, R1, R6, VlanTagAt);
        a.Compute(Or, R1, FlowKey.VlanPresent);
        a.ToNetworkOrder(R1, 16);
        a.StoreTo(BpfSize.Half, R10, Key + FlowKey.VlanAt, R1);
        a.LoadFrom(BpfSize.Word, R1, R6, VlanTypeAt);
        a.JumpIf(Equal, R1, CustomerTag, noProvider);
        a.StoreTo(BpfSize.Byte, R10, Key + FlowKey.FlagsAt, FlowKey.ProviderTag);
        a.Mark(noProvider);
        a.Mark(untagged);
        a.LoadFrom(BpfSize.Half, R9, R10, Key + FlowKey.TypeAt);
        a.JumpIf(NotEqual, R9, IPv4, notIPv4);

        WriteLoad(a, L3, Header, 20);
        a.JumpIf(NotEqual, R0, 0, done);
        Copy(a, BpfSize.Byte, Header + 9, Key + FlowKey.ProtocolAt);
        Copy(a, BpfSize.Byte, Header + 1, Key + FlowKey.ServiceAt);
        Copy(a, BpfSize.Word, Header + 12, Key + FlowKey.NetworkSourceAt);
        Copy(a, BpfSize.Word, Header + 16, Key + FlowKey.NetworkDestinationAt);
        a.LoadFrom(BpfSize.Byte, R8, R10, Header);
        a.Compute(And, R8, 15);
        a.Compute(ShiftLeft, R8, 2);
        a.Compute(Add, R8, L3);
        a.LoadFrom(BpfSize.Half, R1, R10, Header + 6);
        a.Compute(And, R1, 0xff1f);
        a.JumpIf(Equal, R1, 0, ports);
        a.LoadFrom(BpfSize.Byte, R1, R10, Key + FlowKey.FlagsAt);
        a.Compute(Or, R1, FlowKey.LaterFragment);
        a.StoreTo(BpfSize.Byte, R10, Key + FlowKey.FlagsAt, R1);
        a.Jump(done);

        a.Mark(notIPv4);
        a.JumpIf(NotEqual, R9, IPv6, notIPv6);
        WriteLoad(a, L3 + 8, Key + FlowKey.NetworkSourceAt, 32);
        a.JumpIf(NotEqual, R0, 0, done);
        WriteLoad(a, L3, Header, 8);
        a.JumpIf(NotEqual, R0, 0, done);
        a.LoadFrom(BpfSize.Half, R1, R10, Header);
        a.ToNetworkOrder(R1, 16);
        a.Compute(ShiftRight, R1, 4);
        a.StoreTo(BpfSize.Byte, R10, Key + FlowKey.ServiceAt, R1);
        Copy(a, BpfSize.Byte, Header + 6, Key + FlowKey.ProtocolAt);
        a.Move(R8, L3 + 40);
        a.Jump(ports);

        a.Mark(notIPv6);
        a.JumpIf(Equal, R9, Arp, arp);
        a.JumpIf(Equal, R9, CustomerTag, secondTag);
        a.JumpIf(NotEqual, R9, ProviderType, done);
        a.Mark(secondTag);
        WriteLoad(a, L3, Key + FlowKey.SecondTagAt, 4);
        a.Jump(done);

        a.Mark(arp);
        WriteLoad(a, L3 + 24, Key + FlowKey.NetworkDestinationAt, 4);
        a.JumpIf(NotEqual, R0, 0, done);
        WriteLoad(a, L3 + 14, Key + FlowKey.NetworkSourceAt, 4);
        WriteLoad(a, L3 + 7, Key + FlowKey.ProtocolAt, 1);
        a.Jump(done);

        a.Mark(ports);
        BpfLabel icmp = a.Label("icmp");
        a.LoadFrom(BpfSize.Byte, R9, R10, Key + FlowKey.ProtocolAt);
        foreach (int protocol in (ReadOnlySpan<int>)[6, 17, 132, 1, 58]) { a.JumpIf(Equal, R9, protocol, portsHere); }
        a.Jump(done);
        a.Mark(portsHere);
        a.Move(R1, R6);
        a.Move(R2, R8);
        a.MoveStackAddress(R3, Header);
        a.Move(R4, 4);
        a.Call(BpfHelper.LoadBytes);
        a.JumpIf(NotEqual, R0, 0, done);
        a.JumpIf(Equal, R9, 1, icmp);
        a.JumpIf(Equal, R9, 58, icmp);
        Copy(a, BpfSize.Word, Header, Key + FlowKey.FromPortAt);
        a.Jump(done);
        a.Mark(icmp);
        Copy(a, BpfSize.Byte, Header, Key + FlowKey.FromPortAt + 1);
        Copy(a, BpfSize.Byte, Header + 1, Key + FlowKey.ToPortAt + 1);
        a.Mark(done);
    }

    // The packets that there are most of, TCP and UDP without a tag and without options, are read where they lie, without a call. Any other leaves the key as it is, but for the bytes that the long way writes anyway.
    private static void WriteQuickKey(BpfAssembler a, BpfLabel done)
    {
        const int NetworkIPv6 = L3 + 8, EndIPv4 = L3 + 24, EndIPv6 = L3 + 44, PlainIPv4 = 0x45, Tcp = 6, Udp = 17;
        BpfLabel other = a.Label("other packets"), six = a.Label("quick IPv6"), isTransport4 = a.Label("quick TCP or UDP"), isTransport6 = a.Label("quick TCP or UDP over IPv6");
        a.LoadFrom(BpfSize.Word, R7, R6, DataAt);
        a.LoadFrom(BpfSize.Word, R9, R6, DataEndAt);
        a.LoadFrom(BpfSize.Word, R1, R6, VlanPresentAt);
        a.JumpIf(NotEqual, R1, 0, other);
        a.Move(R1, R7);
        a.Compute(Add, R1, EndIPv4);
        a.JumpIf(Greater, R1, R9, other);
        a.LoadFrom(BpfSize.Half, R2, R7, 12);
        a.JumpIf(Equal, R2, IPv6, six);
        a.JumpIf(NotEqual, R2, IPv4, other);
        a.LoadFrom(BpfSize.Byte, R1, R7, L3);
        a.JumpIf(NotEqual, R1, PlainIPv4, other);
        a.LoadFrom(BpfSize.Half, R1, R7, L3 + 6);
        a.Compute(And, R1, 0xff1f);
        a.JumpIf(NotEqual, R1, 0, other);
        a.LoadFrom(BpfSize.Byte, R3, R7, L3 + 9);
        a.JumpIf(Equal, R3, Tcp, isTransport4);
        a.JumpIf(NotEqual, R3, Udp, other);
        a.Mark(isTransport4);
        a.LoadFrom(BpfSize.Byte, R1, R7, L3 + 1);
        Pack(a);
        Take(a, BpfSize.Word, L3 + 12, FlowKey.NetworkSourceAt);
        Take(a, BpfSize.Word, L3 + 16, FlowKey.NetworkDestinationAt);
        Take(a, BpfSize.Word, L3 + 20, FlowKey.FromPortAt);
        a.Move(R8, L3 + 20);
        a.Jump(done);

        a.Mark(six);
        a.Move(R1, R7);
        a.Compute(Add, R1, EndIPv6);
        a.JumpIf(Greater, R1, R9, other);
        a.LoadFrom(BpfSize.Byte, R3, R7, L3 + 6);
        a.JumpIf(Equal, R3, Tcp, isTransport6);
        a.JumpIf(NotEqual, R3, Udp, other);
        a.Mark(isTransport6);
        a.LoadFrom(BpfSize.Half, R1, R7, L3);
        a.ToNetworkOrder(R1, 16);
        a.Compute(ShiftRight, R1, 4);
        a.Compute(And, R1, 0xff);
        Pack(a);
        for (int at = 0; at < 32; at += 8) { Take(a, BpfSize.Double, NetworkIPv6 + at, FlowKey.NetworkSourceAt + at); }
        Take(a, BpfSize.Word, L3 + 40, FlowKey.FromPortAt);
        a.Move(R8, L3 + 40);
        a.Jump(done);
        a.Mark(other);
    }

    // What both kinds of IP have: addresses, type (R2), protocol (R3) and service (R1).
    private static void Pack(BpfAssembler a)
    {
        Take(a, BpfSize.Double, 0, FlowKey.DestinationAt);
        Take(a, BpfSize.Word, 8, FlowKey.DestinationAt + 8);
        a.StoreTo(BpfSize.Half, R10, Key + FlowKey.TypeAt, R2);
        a.StoreTo(BpfSize.Byte, R10, Key + FlowKey.ProtocolAt, R3);
        a.StoreTo(BpfSize.Byte, R10, Key + FlowKey.ServiceAt, R1);
    }

    private static void Take(BpfAssembler a, BpfSize size, int from, int to)
    {
        a.LoadFrom(size, R4, R7, from);
        a.StoreTo(size, R10, Key + to, R4);
    }

    private static void WriteLoad(BpfAssembler a, int offset, int target, int length)
    {
        a.Move(R1, R6);
        a.Move(R2, offset);
        a.MoveStackAddress(R3, target);
        a.Move(R4, length);
        a.Call(BpfHelper.LoadBytes);
    }

    private static void Copy(BpfAssembler a, BpfSize size, int from, int to)
    {
        a.LoadFrom(size, R1, R10, from);
        a.StoreTo(size, R10, to, R1);
    }
}
