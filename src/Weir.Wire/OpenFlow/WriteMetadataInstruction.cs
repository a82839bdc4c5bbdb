namespace Weir.Wire.OpenFlow;

/// <summary>Sets bits of what tables hand on to the next.</summary>
/// <param name="Value">The bits.</param>
/// <param name="Mask">Which change.</param>
public sealed record WriteMetadataInstruction(ulong Value, ulong Mask) : FlowInstruction
{
    /// <summary><c>write_metadata:0x1/0xff</c>.</summary>
    public override string ToString() => Mask == ulong.MaxValue ? $"write_metadata:0x{Value:x}" : $"write_metadata:0x{Value:x}/0x{Mask:x}";

    internal static WriteMetadataInstruction Read(ref OpenFlowReader reader)
    {
        reader.Skip(4);
        return new WriteMetadataInstruction(reader.U64(), reader.U64());
    }

    private protected override ushort Code => 2;

    private protected override void WriteBody(OpenFlowWriter writer)
    {
        writer.Zero(4);
        writer.U64(Value);
        writer.U64(Mask);
    }
}
