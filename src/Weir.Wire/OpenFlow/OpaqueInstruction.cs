using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>An instruction that is not known, or a vendor's: its bytes as they are.</summary>
/// <param name="Number">Its code.</param>
/// <param name="Data">What follows its length.</param>
public sealed record OpaqueInstruction(ushort Number, ReadOnlyMemory<byte> Data) : FlowInstruction
{
    /// <summary><c>instruction_99:00000000</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"instruction_{Number}:{Convert.ToHexStringLower(Data.Span)}");

    internal static OpaqueInstruction Read(ref OpenFlowReader reader, ushort code) => new(code, reader.Rest());

    private protected override ushort Code => Number;

    private protected override void WriteBody(OpenFlowWriter writer) => writer.Bytes(Data.Span);
}
