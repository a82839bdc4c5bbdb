using System.Runtime.InteropServices;
using Weir.Wire.Bpf;
using static Weir.Switching.CachedActions;
using static Weir.Wire.Bpf.BpfArithmetic;
using static Weir.Wire.Bpf.BpfCondition;
using static Weir.Wire.Bpf.BpfRegister;

namespace Weir.Switching;

/// <summary>
/// Writes the program that looks at every packet where it comes into a port: it builds the packet's key, finds what to do with it in a table, and does that; a packet whose key is not there goes up to the switch by a tap device,
/// behind a header that tells where it came in. Large segments pass whole, and checksums that are still to be computed stay so.
/// </summary>
internal static partial class DataPathProgram
{
    /// <summary>Length of the header before a packet that goes up: the interface's number, then zeros, then <see cref="UpType"/>. It has the form of an Ethernet header, so that the kernel's own work on the packet finds one.</summary>
    public const int UpHeaderLength = 14;

    /// <summary>The type in that header (IEEE 802, for local experiments).</summary>
    public const ushort UpType = 0x88b5;

    /// <summary>What the program counts, each eight bytes of the one value of its second table: packets that went up, and packets that were dropped because the kernel could not change them or hand them up.</summary>
    public const int CountersSize = 16, UpAt = 0, FailedAt = 8;

    // struct __sk_buff of linux/bpf.h.
    private const int LengthAt = 0, VlanPresentAt = 20, VlanTagAt = 24, VlanTypeAt = 28, InterfaceAt = 40, DataAt = 76, DataEndAt = 80;

    // The stack: the key, a header, the header for the way up.
    private const int Key = -FlowKey.KernelSize, Header = Key - 32, Up = Header - 16;

    private const int L3 = FlowKeyReader.EthernetLength;
    private const int Drop = 2;

    // As the two bytes stand in a packet, read by a machine of little-endian byte order.
    private const int IPv4 = 0x0008, IPv6 = 0xdd86, Arp = 0x0608, CustomerTag = 0x0081, ProviderType = 0xa888, LocalType = 0xb588;

    /// <summary>Writes the program.</summary>
    /// <param name="flows">Descriptor of the table from keys to <see cref="CachedActions"/>.</param>
    /// <param name="counters">Descriptor of the array whose first value has the counters.</param>
    /// <param name="meters">Descriptor of the array of <see cref="MeterState"/>.</param>
    /// <param name="tap">The number of the tap's interface.</param>
    public static byte[] Write(int flows, int counters, int meters, int tap)
    {
        var a = new BpfAssembler();
        BpfLabel miss = a.Label("miss"), failed = a.Label("failed"), drop = a.Label("drop");
        a.Move(R6, R1);
        WriteKey(a, failed);
        a.LoadMap(R1, flows);
        a.MoveStackAddress(R2, Key);
        a.Call(BpfHelper.MapLookup);
        a.JumpIf(Equal, R0, 0, miss);
        a.Move(R7, R0);
        WriteCounting(a);
        WriteMirror(a);
        WriteMeter(a, meters, drop);
        WriteChanges(a, failed);
        WriteOutputs(a, drop);
        a.Mark(miss);
        WriteWayUp(a, counters, tap, failed);
        a.Mark(failed);
        WriteCount(a, counters, FailedAt, "failed");
        a.Mark(drop);
        a.Move(R0, Drop);
        a.Exit();
        return a.Assemble();
    }

    private static int At(string field) => (int)Marshal.OffsetOf<CachedActions>(field);

    private static void WriteCounting(BpfAssembler a)
    {
        a.Move(R1, 1);
        a.AddAtomically(R7, At(nameof(CachedActions.Packets)), R1);
        WriteLength(a, R1, "counted length");
        a.AddAtomically(R7, At(nameof(CachedActions.ByteCount)), R1);
        a.Call(BpfHelper.CoarseNanoseconds);
        a.StoreTo(BpfSize.Double, R7, At(nameof(CachedActions.Used)), R0);
    }

    // Before anything is changed or dropped.
    private static void WriteMirror(BpfAssembler a)
    {
        BpfLabel none = a.Label("no mirror");
        a.LoadFrom(BpfSize.Word, R2, R7, At(nameof(CachedActions.Mirror)));
        a.JumpIf(Equal, R2, 0, none);
        a.Move(R1, R6);
        a.Move(R3, 0);
        a.Call(BpfHelper.CloneRedirect);
        a.Mark(none);
    }

    // Transport and network come first, while the headers lie where they lay when the key was read.
    private static void WriteChanges(BpfAssembler a, BpfLabel failed)
    {
        BpfLabel unchanged = a.Label("unchanged");
        a.LoadFrom(BpfSize.Word, R9, R7, At(nameof(CachedActions.Changes)));
        a.JumpIf(Equal, R9, 0, unchanged);
        When(a, HeaderSum, () => WriteSum(a, BpfHelper.ReplaceHeaderSum, () => a.Move(R2, L3 + 10), nameof(CachedActions.HeaderDifference), () => a.Move(R5, 0)), failed);
        When(a, AddressesIPv4, () => WriteStore(a, L3 + 12, nameof(CachedActions.Addresses), 8), failed);
        When(a, AddressesIPv6, () => WriteStore(a, L3 + 8, nameof(CachedActions.Addresses), 32), failed);
        When(a, PseudoSum, () => WriteTransportSum(a, nameof(CachedActions.PseudoDifference), 0x10), failed);
        When(a, PortSum, () => WriteTransportSum(a, nameof(CachedActions.PortDifference), 0), failed);
        When(a, Ports, () =>
        {
            a.Move(R1, R6);
            a.Move(R2, R8);
            WriteValue(a, nameof(CachedActions.TransportPorts), 4);
        }, failed);
        When(a, ServiceIPv4, () => WriteStore(a, L3 + 1, nameof(CachedActions.Service), 1), failed);
        When(a, ServiceIPv6, () =>
        {
            WriteLoad(a, L3, Header, 2);
            a.JumpIf(NotEqual, R0, 0, failed);
            a.LoadFrom(BpfSize.Half, R1, R10, Header);
            a.ToNetworkOrder(R1, 16);
            a.Compute(And, R1, 0xf00f);
            a.LoadFrom(BpfSize.Byte, R2, R7, At(nameof(CachedActions.Service)));
            a.Compute(ShiftLeft, R2, 4);
            a.Compute(Or, R1, R2);
            a.ToNetworkOrder(R1, 16);
            a.StoreTo(BpfSize.Half, R10, Header, R1);
            a.Move(R1, R6);
            a.Move(R2, L3);
            a.MoveStackAddress(R3, Header);
            a.Move(R4, 2);
            a.Move(R5, 0);
            a.Call(BpfHelper.StoreBytes);
        }, failed);
        When(a, PopVlan, () => WritePop(a), failed);
        When(a, PopSecond, () => WritePop(a), failed);
        When(a, PushVlan, () => WritePush(a, nameof(CachedActions.VlanType), nameof(CachedActions.Vlan)), failed);
        When(a, PushSecond, () => WritePush(a, nameof(CachedActions.SecondVlanType), nameof(CachedActions.SecondVlan)), failed);
        When(a, Ethernet, () => WriteStore(a, 0, nameof(CachedActions.EthernetAddresses), 12), failed);
        a.Mark(unchanged);
    }

    // Copies go out one by one; the last output takes the packet itself.
    private static void WriteOutputs(BpfAssembler a, BpfLabel drop)
    {
        BpfLabel next = a.Label("next output"), last = a.Label("last output");
        a.Move(R9, 0);
        a.LoadFrom(BpfSize.Word, R1, R7, At(nameof(CachedActions.OutputCount)));
        a.JumpIf(Equal, R1, 0, drop);
        a.Mark(next);
        a.JumpIf(GreaterOrEqual, R9, MostOutputs, drop);
        a.Move(R1, R9);
        a.Compute(ShiftLeft, R1, 2);
        a.Move(R2, R7);
        a.Compute(Add, R2, R1);
        a.LoadFrom(BpfSize.Word, R2, R2, At(nameof(CachedActions.Outputs)));
        a.Compute(Add, R9, 1);
        a.LoadFrom(BpfSize.Word, R1, R7, At(nameof(CachedActions.OutputCount)));
        a.JumpIf(GreaterOrEqual, R9, R1, last);
        a.Move(R1, R6);
        a.Move(R3, 0);
        a.Call(BpfHelper.CloneRedirect);
        a.Jump(next);
        a.Mark(last);
        a.Move(R1, R2);
        a.Move(R2, 0);
        a.Call(BpfHelper.Redirect);
        a.Exit();
    }

    private static void WriteWayUp(BpfAssembler a, int counters, int tap, BpfLabel failed)
    {
        a.StoreTo(BpfSize.Double, R10, Up, 0);
        a.StoreTo(BpfSize.Double, R10, Up + 8, 0);
        a.LoadFrom(BpfSize.Word, R1, R6, InterfaceAt);
        a.StoreTo(BpfSize.Word, R10, Up, R1);
        a.StoreTo(BpfSize.Half, R10, Up + 12, LocalType);
        a.Move(R1, R6);
        a.Move(R2, UpHeaderLength);
        a.Move(R3, 0);
        a.Call(BpfHelper.ChangeHead);
        a.JumpIf(NotEqual, R0, 0, failed);
        a.Move(R1, R6);
        a.Move(R2, 0);
        a.MoveStackAddress(R3, Up);
        a.Move(R4, UpHeaderLength);
        a.Move(R5, 0);
        a.Call(BpfHelper.StoreBytes);
        a.JumpIf(NotEqual, R0, 0, failed);
        WriteCount(a, counters, UpAt, "up");
        a.Move(R1, tap);
        a.Move(R2, 0);
        a.Call(BpfHelper.Redirect);
        a.Exit();
    }

    private static void WriteCount(BpfAssembler a, int counters, int at, string name)
    {
        BpfLabel none = a.Label($"no counter of {name}");
        a.StoreTo(BpfSize.Word, R10, Header, 0);
        a.LoadMap(R1, counters);
        a.MoveStackAddress(R2, Header);
        a.Call(BpfHelper.MapLookup);
        a.JumpIf(Equal, R0, 0, none);
        a.Move(R1, 1);
        a.AddAtomically(R0, at, R1);
        a.Mark(none);
    }

    private static void When(BpfAssembler a, uint change, Action write, BpfLabel failed)
    {
        BpfLabel not = a.Label($"without {change}"), doIt = a.Label($"with {change}");
        a.JumpIf(AnyBit, R9, (int)change, doIt);
        a.Jump(not);
        a.Mark(doIt);
        write();
        a.JumpIf(NotEqual, R0, 0, failed);
        a.Mark(not);
    }

    private static void WritePop(BpfAssembler a)
    {
        a.Move(R1, R6);
        a.Call(BpfHelper.PopVlan);
    }

    private static void WritePush(BpfAssembler a, string type, string tag)
    {
        a.Move(R1, R6);
        a.LoadFrom(BpfSize.Half, R2, R7, At(type));
        a.LoadFrom(BpfSize.Half, R3, R7, At(tag));
        a.Call(BpfHelper.PushVlan);
    }

    private static void WriteStore(BpfAssembler a, int offset, string field, int length)
    {
        a.Move(R1, R6);
        a.Move(R2, offset);
        WriteValue(a, field, length);
    }

    private static void WriteValue(BpfAssembler a, string field, int length)
    {
        a.Move(R3, R7);
        a.Compute(Add, R3, At(field));
        a.Move(R4, length);
        a.Move(R5, 0);
        a.Call(BpfHelper.StoreBytes);
    }

    private static void WriteTransportSum(BpfAssembler a, string difference, int flags) => WriteSum(a, BpfHelper.ReplaceTransportSum, () =>
    {
        a.LoadFrom(BpfSize.Word, R2, R7, At(nameof(CachedActions.SumAt)));
        a.Compute(Add, R2, R8);
    }, difference, () =>
    {
        a.LoadFrom(BpfSize.Word, R5, R7, At(nameof(CachedActions.SumFlags)));
        a.Compute(Or, R5, flags);
    });

    private static void WriteSum(BpfAssembler a, BpfHelper helper, Action place, string difference, Action flags)
    {
        a.Move(R1, R6);
        place();
        a.Move(R3, 0);
        a.LoadFrom(BpfSize.Word, R4, R7, At(difference));
        flags();
        a.Call(helper);
    }
}
