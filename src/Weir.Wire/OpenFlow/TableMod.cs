namespace Weir.Wire.OpenFlow;

/// <summary>Changes a table (openflow-1.3 A.3.4.1). OpenFlow 1.0 has none.</summary>
/// <param name="Table">Its number; 0xff is all.</param>
/// <param name="Config">Bits; reserved in 1.3.</param>
public sealed record TableMod(byte Table, uint Config) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.TableMod;

    internal static TableMod Read(ref OpenFlowReader body)
    {
        byte table = body.U8();
        body.Skip(3);
        return new TableMod(table, body.U32());
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U8(Table);
        writer.Zero(3);
        writer.U32(Config);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("table", Table);
        visitor.Field("config", Config);
    }
}
