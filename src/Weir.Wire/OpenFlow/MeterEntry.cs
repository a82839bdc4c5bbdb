namespace Weir.Wire.OpenFlow;

/// <summary>A meter's counters (openflow-1.3 A.3.5.12).</summary>
/// <param name="Meter">Its number.</param>
/// <param name="Flows">Flow entries that lead to it.</param>
/// <param name="Total">Packets and bytes that came in.</param>
/// <param name="Seconds">Whole seconds that it lives.</param>
/// <param name="Nanoseconds">Nanoseconds beyond the seconds.</param>
/// <param name="Bands">Packets and bytes in each band.</param>
public sealed record MeterEntry(uint Meter, uint Flows, TrafficCount Total, uint Seconds, uint Nanoseconds, IReadOnlyList<TrafficCount> Bands) : MultipartEntry
{
    private const int FixedSize = 40;

    internal static MeterEntry Read(ref OpenFlowReader body)
    {
        OpenFlowReader entry = body.Part(body.PeekU16(4), FixedSize, "openflow.meter", "openflow.meter.length");
        uint meter = entry.U32();
        entry.Skip(8);
        MeterEntry read = new(meter, entry.U32(), new TrafficCount(entry.U64(), entry.U64()), entry.U32(), entry.U32(), TrafficCount.ReadRest(ref entry));
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        int start = writer.Length;
        writer.U32(Meter);
        writer.Zero(8);
        writer.U32(Flows);
        TrafficCount.WriteAll(writer, [Total]);
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
        TrafficCount.WriteAll(writer, Bands);
        writer.SetLength(start, start + 4);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("meter", Meter);
        visitor.Field("flow_count", Flows);
        Total.Describe(visitor, "total");
        foreach (TrafficCount band in Bands) { band.Describe(visitor, "band"); }
    }
}
