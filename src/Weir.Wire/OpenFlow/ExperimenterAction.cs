namespace Weir.Wire.OpenFlow;

/// <summary>A vendor's action: Nicira's resubmit, learn, register moves and others, as bytes.</summary>
/// <param name="Vendor">The vendor's number.</param>
/// <param name="Data">What follows it; with Nicira 16 bits of subtype first.</param>
public sealed record ExperimenterAction(uint Vendor, ReadOnlyMemory<byte> Data) : FlowAction
{
    /// <summary><c>experimenter:0x00002320:0006...</c>.</summary>
    public override string ToString() => $"experimenter:0x{Vendor:x8}:{Convert.ToHexStringLower(Data.Span)}";

    internal static ExperimenterAction Read(ref OpenFlowReader action) => new(action.U32(), action.Rest());

    private protected override ushort Code(OpenFlowVersion version) => VendorCode;

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(Vendor);
        writer.Bytes(Data.Span);
    }
}
