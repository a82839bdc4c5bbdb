namespace Weir.Wire.OpenFlow;

/// <summary>What meters can do (openflow-1.3 A.3.5.14).</summary>
/// <param name="MaxMeters">How many there can be.</param>
/// <param name="BandTypes">Bit n: bands of type n can be made.</param>
/// <param name="Capabilities">Flags that meters may have.</param>
/// <param name="MaxBands">Bands of one meter.</param>
/// <param name="MaxColors">Colours.</param>
public sealed record MeterFeaturesEntry(uint MaxMeters, uint BandTypes, uint Capabilities, byte MaxBands, byte MaxColors) : MultipartEntry
{
    internal static MeterFeaturesEntry Read(ref OpenFlowReader body)
    {
        MeterFeaturesEntry read = new(body.U32(), body.U32(), body.U32(), body.U8(), body.U8());
        body.Skip(2);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(MaxMeters);
        writer.U32(BandTypes);
        writer.U32(Capabilities);
        writer.U8(MaxBands);
        writer.U8(MaxColors);
        writer.Zero(2);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("max_meters", MaxMeters);
        visitor.Field("band_types", BandTypes);
        visitor.Field("capabilities", Capabilities);
        visitor.Field("max_bands", MaxBands);
    }
}
