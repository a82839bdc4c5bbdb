using System.Text;
using Weir.Tests.Fixtures;
using Weir.Wire.Bpf;
using static Weir.Wire.Bpf.BpfRegister;

namespace Weir.Tests.Wire.Bpf;

public sealed class BpfAssemblerTests
{
    // Each instruction with its bytes as LLVM 14 assembles the text on the right (llvm-mc --arch=bpfel --show-encoding).
    private static readonly (Action<BpfAssembler> Write, string Bytes, string Text)[] Known =
    [
        (a => a.Move(R3, 7), "b703000007000000", "r3 = 7"),
        (a => a.Move(R6, R1), "bf16000000000000", "r6 = r1"),
        (a => a.Compute(BpfArithmetic.Add, R2, -8), "07020000f8ffffff", "r2 += -8"),
        (a => a.Compute(BpfArithmetic.ShiftLeft, R4, 2), "6704000002000000", "r4 <<= 2"),
        (a => a.Compute(BpfArithmetic.And, R9, 15), "570900000f000000", "r9 &= 15"),
        (a => a.Compute(BpfArithmetic.Subtract, R0, R5), "1f50000000000000", "r0 -= r5"),
        (a => a.Compute(BpfArithmetic.Or, R0, R5), "4f50000000000000", "r0 |= r5"),
        (a => a.Compute32(BpfArithmetic.ShiftRight, R1, 4), "7401000004000000", "w1 >>= 4"),
        (a => a.ToNetworkOrder(R1, 16), "dc01000010000000", "r1 = be16 r1"),
        (a => a.LoadFrom(BpfSize.Word, R2, R1, 76), "61124c0000000000", "r2 = *(u32 *)(r1 + 76)"),
        (a => a.LoadFrom(BpfSize.Half, R2, R10, -8), "69a2f8ff00000000", "r2 = *(u16 *)(r10 - 8)"),
        (a => a.LoadFrom(BpfSize.Byte, R2, R7, 1), "7172010000000000", "r2 = *(u8 *)(r7 + 1)"),
        (a => a.LoadFrom(BpfSize.Double, R2, R7, 8), "7972080000000000", "r2 = *(u64 *)(r7 + 8)"),
        (a => a.StoreTo(BpfSize.Double, R10, -16, R1), "7b1af0ff00000000", "*(u64 *)(r10 - 16) = r1"),
        (a => a.StoreTo(BpfSize.Byte, R10, -1, R3), "733affff00000000", "*(u8 *)(r10 - 1) = r3"),
        (a => a.AddAtomically(R7, 8, R1), "db17080000000000", "lock *(u64 *)(r7 + 8) += r1"),
        (a => a.LoadConstant(R1, 0x1122334455667788), "18010000887766550000000044332211", "r1 = 0x1122334455667788 ll"),
        (a => a.Call(BpfHelper.Redirect), "8500000017000000", "call 23"),
        (a => a.Exit(), "9500000000000000", "exit"),
    ];

    [Fact]
    public void Every_instruction_has_the_bytes_that_another_assembler_gives_it()
    {
        foreach ((Action<BpfAssembler> write, string bytes, string text) in Known)
        {
            var assembler = new BpfAssembler();
            write(assembler);
            Convert.ToHexStringLower(assembler.Assemble()).ShouldBe(bytes, text);
        }
    }

    [Fact]
    public void A_compare_and_exchange_has_the_bytes_of_the_standard()
    {
        // RFC 9669, 5.3: STX, ATOMIC, DW; the immediate is CMPXCHG, 0xf0, with FETCH, 0x01. The assembler of LLVM 14 does not read it.
        var assembler = new BpfAssembler();
        assembler.CompareExchange(R7, 8, R1);
        Convert.ToHexStringLower(assembler.Assemble()).ShouldBe("db170800f1000000");
    }

    [Fact]
    public async Task The_assembler_of_LLVM_agrees()
    {
        Shell there = await Shell.RunAsync("command -v llvm-mc", "/");
        if (there.ExitCode != 0) { Assert.Skip("llvm-mc is not installed"); }
        string text = string.Join("\\n", Known.Select(one => one.Text));
        Shell run = await Shell.RunAsync($"printf '{text}\\n' | llvm-mc --arch=bpfel --show-encoding", "/");
        run.ShouldExit(0);
        var bytes = new StringBuilder();
        foreach (string line in run.Out.Split('\n'))
        {
            int start = line.IndexOf("encoding: [", StringComparison.Ordinal);
            if (start >= 0) { bytes.Append(line[(start + 11)..].TrimEnd(']', ' ').Replace("0x", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal)); }
        }

        var assembler = new BpfAssembler();
        foreach ((Action<BpfAssembler> write, _, _) in Known) { write(assembler); }
        Convert.ToHexStringLower(assembler.Assemble()).ShouldBe(bytes.ToString());
    }

    [Fact]
    public void Jumps_lead_to_their_labels_forwards_and_backwards_over_wide_instructions()
    {
        var assembler = new BpfAssembler();
        BpfLabel end = assembler.Label("end"), begin = assembler.Label("begin");
        assembler.Mark(begin);
        assembler.JumpIf(BpfCondition.Equal, R1, 5, end);
        assembler.LoadMap(R2, 3);
        assembler.JumpIf(BpfCondition.GreaterOrEqual, R1, R2, begin);
        assembler.JumpIf32(BpfCondition.AnyBit, R1, 1, end);
        assembler.Jump(begin);
        assembler.Mark(end);
        assembler.Exit();
        byte[] program = assembler.Assemble();
        short[] offsets = [.. Enumerable.Range(0, assembler.Count).Select(i => { BpfInstruction.TryRead(program.AsSpan(i * 8), out BpfInstruction one).ShouldBeTrue(); return one.Offset; })];
        offsets.ShouldBe([5, 0, 0, -4, 1, -6, 0]);
        Convert.ToHexStringLower(program.AsSpan(8, 16)).ShouldBe("18120000030000000000000000000000");
    }

    [Fact]
    public void What_an_instruction_cannot_hold_is_refused()
    {
        var assembler = new BpfAssembler();
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.Move(R10, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.LoadFrom(BpfSize.Word, R1, R2, 40_000));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.StoreTo(BpfSize.Word, R10, 0, R2)).Message.ShouldContain("-512 to -1");
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.MoveStackAddress(R1, -513));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.ToNetworkOrder(R1, 8));
        Should.Throw<ArgumentOutOfRangeException>(() => assembler.LoadMap(R1, -1));
        Should.Throw<ArgumentException>(() => assembler.Jump(new BpfAssembler().Label("foreign"))).Message.ShouldContain("another program");
        assembler.Count.ShouldBe(0);
    }

    [Fact]
    public void A_label_without_a_place_or_too_far_away_is_named()
    {
        var assembler = new BpfAssembler();
        BpfLabel far = assembler.Label("far");
        assembler.Jump(far);
        Should.Throw<InvalidOperationException>(assembler.Assemble).Message.ShouldContain("'far' stands nowhere");
        for (int i = 0; i <= short.MaxValue; i++) { assembler.Exit(); }
        assembler.Mark(far);
        Should.Throw<InvalidOperationException>(assembler.Assemble).Message.ShouldContain("further than a jump goes");
        Should.Throw<ArgumentException>(() => assembler.Mark(far)).Message.ShouldContain("twice");
    }

    [Fact]
    public void An_instruction_is_read_as_it_was_written()
    {
        var one = new BpfInstruction(0x61, R9, 10, -300, int.MinValue);
        byte[] bytes = new byte[8];
        one.Write(bytes);
        BpfInstruction.TryRead(bytes, out BpfInstruction again).ShouldBeTrue();
        again.ShouldBe(one);
        BpfInstruction.TryRead(bytes.AsSpan(1), out _).ShouldBeFalse();
    }
}
