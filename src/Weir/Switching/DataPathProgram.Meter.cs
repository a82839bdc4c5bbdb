using System.Runtime.InteropServices;
using Weir.Wire.Bpf;
using static Weir.Wire.Bpf.BpfArithmetic;
using static Weir.Wire.Bpf.BpfCondition;
using static Weir.Wire.Bpf.BpfRegister;

namespace Weir.Switching;

/// <content>What a meter lets pass, as <see cref="MeterTable.TryPass"/> decides it.</content>
internal static partial class DataPathProgram
{
    private const int SegmentsAt = 164;

    // After so many other processors came between, a packet passes: a loop without end the kernel refuses.
    private const int Tries = 4;

    // The time and the packet's cost, where a header was.
    private const int Now = Header, Cost = Header + 8;

    private static void WriteMeter(BpfAssembler a, int meters, BpfLabel drop)
    {
        BpfLabel unmetered = a.Label("no meter"), dropped = a.Label("too fast"), byBytes = a.Label("meter of bytes"), hasAmount = a.Label("amount"), oneSegment = a.Label("segments");
        a.LoadFrom(BpfSize.Word, R1, R7, At(nameof(CachedActions.Meter)));
        a.JumpIf(Equal, R1, 0, unmetered);
        a.StoreTo(BpfSize.Word, R10, Header, R1);
        a.LoadMap(R1, meters);
        a.MoveStackAddress(R2, Header);
        a.Call(BpfHelper.MapLookup);
        a.JumpIf(Equal, R0, 0, unmetered);
        a.Move(R9, R0);
        WriteMeterCount(a, nameof(MeterState.Packets), nameof(MeterState.Bytes));
        a.Call(BpfHelper.Nanoseconds);
        a.StoreTo(BpfSize.Double, R10, Now, R0);

        a.LoadFrom(BpfSize.Double, R1, R9, MeterAt(nameof(MeterState.ByPackets)));
        a.JumpIf(Equal, R1, 0, byBytes);
        a.LoadFrom(BpfSize.Word, R2, R6, SegmentsAt);
        a.JumpIf(NotEqual, R2, 0, oneSegment);
        a.Move(R2, 1);
        a.Mark(oneSegment);
        a.Jump(hasAmount);
        a.Mark(byBytes);
        WriteLength(a, R2, "metered length");
        a.Mark(hasAmount);
        a.LoadFrom(BpfSize.Double, R1, R9, MeterAt(nameof(MeterState.Cost)));
        a.Compute(Multiply, R1, R2);
        a.Compute(ShiftRight, R1, MeterState.CostShift);
        a.StoreTo(BpfSize.Double, R10, Cost, R1);

        for (int i = 0; i < Tries; i++)
        {
            BpfLabel fits = a.Label($"fits {i}"), filled = a.Label($"filled {i}");
            a.LoadFrom(BpfSize.Double, R0, R9, MeterAt(nameof(MeterState.Empty)));
            a.LoadFrom(BpfSize.Double, R2, R10, Now);
            a.Move(R1, R2);
            a.LoadFrom(BpfSize.Double, R3, R10, Cost);
            a.JumpIf(SignedGreater, R0, R2, filled);
            a.Compute(Add, R1, R3);
            a.Jump(fits);
            a.Mark(filled);
            a.Move(R1, R0);
            a.Compute(Add, R1, R3);
            a.Move(R3, R1);
            a.Compute(Subtract, R3, R2);
            a.LoadFrom(BpfSize.Double, R2, R9, MeterAt(nameof(MeterState.Size)));
            a.JumpIf(SignedGreater, R3, R2, dropped);
            a.Mark(fits);
            a.Move(R4, R0);
            a.CompareExchange(R9, MeterAt(nameof(MeterState.Empty)), R1);
            a.JumpIf(Equal, R0, R4, unmetered);
        }

        a.Jump(unmetered);
        a.Mark(dropped);
        WriteMeterCount(a, nameof(MeterState.DroppedPackets), nameof(MeterState.DroppedBytes));
        a.Jump(drop);
        a.Mark(unmetered);
    }

    private static int MeterAt(string field) => (int)Marshal.OffsetOf<MeterState>(field);

    private static void WriteMeterCount(BpfAssembler a, string packets, string bytes)
    {
        a.Move(R1, 1);
        a.AddAtomically(R9, MeterAt(packets), R1);
        WriteLength(a, R1, $"length for {bytes}");
        a.AddAtomically(R9, MeterAt(bytes), R1);
    }

    // The packet's length with the tag that the kernel keeps beside it; R3 is lost.
    private static void WriteLength(BpfAssembler a, BpfRegister target, string name)
    {
        BpfLabel untagged = a.Label(name);
        a.LoadFrom(BpfSize.Word, target, R6, LengthAt);
        a.LoadFrom(BpfSize.Word, R3, R6, VlanPresentAt);
        a.JumpIf(Equal, R3, 0, untagged);
        a.Compute(Add, target, 4);
        a.Mark(untagged);
    }
}
