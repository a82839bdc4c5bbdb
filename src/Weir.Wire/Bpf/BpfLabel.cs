namespace Weir.Wire.Bpf;

/// <summary>A place in a program that jumps go to. It belongs to the assembler that made it.</summary>
public sealed class BpfLabel
{
    internal BpfLabel(BpfAssembler owner, string name) => (Owner, Name) = (owner, name);

    /// <summary>What stands there, for messages.</summary>
    public string Name { get; }

    internal BpfAssembler Owner { get; }

    internal int Place { get; set; } = -1;
}
