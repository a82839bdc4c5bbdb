namespace Weir.Wire.OpenFlow;

/// <summary>A vendor's message (openflow-1.3 A.5.4; 1.0: vendor). What follows the vendor's number is kept as bytes; with Nicira and in 1.3 it begins with a 32-bit subtype.</summary>
/// <param name="Vendor">The vendor: an IEEE organisation code.</param>
/// <param name="Data">What follows.</param>
public sealed record ExperimenterMessage(uint Vendor, ReadOnlyMemory<byte> Data) : OpenFlowMessage
{
    /// <summary>Nicira, whose extensions Open vSwitch has.</summary>
    public const uint Nicira = 0x00002320;

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.Experimenter;

    internal static ExperimenterMessage Read(ref OpenFlowReader body) => new(body.U32(), body.Rest());

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(Vendor);
        writer.Bytes(Data.Span);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("vendor", Vendor);
        visitor.Field("data", Data.Span);
    }
}
