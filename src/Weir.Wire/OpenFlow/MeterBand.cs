namespace Weir.Wire.OpenFlow;

/// <summary>A rate above which a meter drops or remarks packets (openflow-1.3 A.3.4.4).</summary>
/// <param name="Kind">1 drop, 2 lower the DSCP, 0xffff a vendor's.</param>
/// <param name="Rate">In kbit/s or packets/s, as the meter's flags say.</param>
/// <param name="Burst">In kbit or packets.</param>
/// <param name="Data">What follows: steps by which the DSCP is lowered, and padding, or the vendor's number and bytes.</param>
public sealed record MeterBand(ushort Kind, uint Rate, uint Burst, ReadOnlyMemory<byte> Data)
{
    private const int FixedSize = 12;

    internal static IReadOnlyList<MeterBand> ReadRest(ref OpenFlowReader reader)
    {
        List<MeterBand> bands = [];
        while (!reader.IsEmpty)
        {
            OpenFlowReader one = reader.Part(reader.PeekU16(2), FixedSize + 4, "openflow.band", "openflow.band.length");
            ushort kind = one.U16();
            one.Skip(2);
            bands.Add(new MeterBand(kind, one.U32(), one.U32(), one.Rest()));
            reader.Join(in one);
        }

        return bands;
    }

    internal static void WriteAll(OpenFlowWriter writer, IReadOnlyList<MeterBand> bands)
    {
        foreach (MeterBand band in bands)
        {
            int start = writer.Length;
            writer.U16(band.Kind);
            writer.U16(0);
            writer.U32(band.Rate);
            writer.U32(band.Burst);
            writer.Bytes(band.Data.Span);
            writer.Zero(Math.Max(0, 4 - band.Data.Length));
            writer.SetLength(start, start + 2);
        }
    }

    internal void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("band");
        visitor.Field("type", Kind);
        visitor.Field("rate", Rate);
        visitor.Field("burst", Burst);
        visitor.Field("data", Data.Span);
        visitor.End();
    }
}
