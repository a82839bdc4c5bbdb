namespace Weir.Wire.OpenFlow;

/// <summary>A meter as it was made (openflow-1.3 A.3.5.13).</summary>
/// <param name="Flags">Bits: 0 rates in kbit/s, 1 in packets/s, 2 bursts count, 3 keeps statistics.</param>
/// <param name="Meter">Its number.</param>
/// <param name="Bands">Its rates.</param>
public sealed record MeterConfigEntry(ushort Flags, uint Meter, IReadOnlyList<MeterBand> Bands) : MultipartEntry
{
    private const int FixedSize = 8;

    internal static MeterConfigEntry Read(ref OpenFlowReader body)
    {
        OpenFlowReader entry = body.Part(body.PeekU16(), FixedSize, "openflow.meter_config", "openflow.meter_config.length");
        entry.Skip(2);
        MeterConfigEntry read = new(entry.U16(), entry.U32(), MeterBand.ReadRest(ref entry));
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        int start = writer.Length;
        writer.U16(0);
        writer.U16(Flags);
        writer.U32(Meter);
        MeterBand.WriteAll(writer, Bands);
        writer.SetLength(start, start);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("meter", Meter);
        visitor.Field("flags", Flags);
        foreach (MeterBand band in Bands) { band.Describe(visitor); }
    }
}
