using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Sends the packet through a meter, which may drop it.</summary>
/// <param name="Meter">The meter's number.</param>
public sealed record MeterInstruction(uint Meter) : FlowInstruction
{
    /// <summary><c>meter:1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"meter:{Meter}");

    internal static MeterInstruction Read(ref OpenFlowReader reader) => new(reader.U32());

    private protected override ushort Code => 6;

    private protected override void WriteBody(OpenFlowWriter writer) => writer.U32(Meter);
}
