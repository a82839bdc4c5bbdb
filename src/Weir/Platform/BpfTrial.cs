using Weir.Wire.Bpf;

namespace Weir.Platform;

/// <summary>Tries programs of the kernel at an interface (bpf(2), tcx).</summary>
internal static class BpfTrial
{
    private const int NextProgram = -1;

    /// <summary>Makes a table, loads a program that looks into it and lets every packet pass, puts it at an interface in the namespace of the calling thread, and takes all away again.</summary>
    /// <exception cref="WeirException">The kernel refuses.</exception>
    public static void Attach(int index)
    {
        using BpfMap table = BpfMap.CreateHash("weir_trial", sizeof(int), sizeof(long), 1);
        var assembler = new BpfAssembler();
        assembler.StoreTo(BpfSize.Word, BpfRegister.R10, -4, 0);
        assembler.MoveStackAddress(BpfRegister.R2, -4);
        assembler.LoadMap(BpfRegister.R1, table.Descriptor);
        assembler.Call(BpfHelper.MapLookup);
        assembler.Move(BpfRegister.R0, NextProgram);
        assembler.Exit();
        using BpfProgram program = BpfProgram.Load("weir_trial", assembler.Assemble());
        using BpfLink link = BpfLink.Attach(program, index);
    }
}
