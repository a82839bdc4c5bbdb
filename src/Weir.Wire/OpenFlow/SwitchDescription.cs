namespace Weir.Wire.OpenFlow;

/// <summary>Who made the switch (openflow-1.3 A.3.5.1).</summary>
/// <param name="Manufacturer">Who made it.</param>
/// <param name="Hardware">What it is.</param>
/// <param name="Software">What runs on it.</param>
/// <param name="SerialNumber">Its number.</param>
/// <param name="Datapath">What people call it.</param>
public sealed record SwitchDescription(string Manufacturer, string Hardware, string Software, string SerialNumber, string Datapath) : MultipartEntry
{
    private const int LongText = 256;
    private const int ShortText = 32;

    internal static SwitchDescription Read(ref OpenFlowReader body) => new(body.Text(LongText), body.Text(LongText), body.Text(LongText), body.Text(ShortText), body.Text(LongText));

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.Text(Manufacturer, LongText);
        writer.Text(Hardware, LongText);
        writer.Text(Software, LongText);
        writer.Text(SerialNumber, ShortText);
        writer.Text(Datapath, LongText);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("manufacturer", Manufacturer);
        visitor.Field("hardware", Hardware);
        visitor.Field("software", Software);
        visitor.Field("serial_number", SerialNumber);
        visitor.Field("datapath", Datapath);
    }
}
