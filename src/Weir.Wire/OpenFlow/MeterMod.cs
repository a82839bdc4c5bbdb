namespace Weir.Wire.OpenFlow;

/// <summary>Adds, changes or deletes a meter (openflow-1.3 A.3.4.4).</summary>
/// <param name="Command">0 add, 1 modify, 2 delete.</param>
/// <param name="Flags">Bits: 0 rates in kbit/s, 1 in packets/s, 2 bursts count, 3 keep statistics.</param>
/// <param name="Meter">Its number.</param>
/// <param name="Bands">Its rates.</param>
public sealed record MeterMod(ushort Command, ushort Flags, uint Meter, IReadOnlyList<MeterBand> Bands) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.MeterMod;

    internal static MeterMod Read(ref OpenFlowReader body) => new(body.U16(), body.U16(), body.U32(), MeterBand.ReadRest(ref body));

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U16(Command);
        writer.U16(Flags);
        writer.U32(Meter);
        MeterBand.WriteAll(writer, Bands);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("command", Command);
        visitor.Field("flags", Flags);
        visitor.Field("meter", Meter);
        foreach (MeterBand band in Bands) { band.Describe(visitor); }
    }
}
