using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>An action whose code is not known: its bytes as they are.</summary>
/// <param name="Number">Its code, in the version that it was read in.</param>
/// <param name="Data">What follows its length.</param>
public sealed record OpaqueAction(ushort Number, ReadOnlyMemory<byte> Data) : FlowAction
{
    /// <summary><c>action_99:00000000</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"action_{Number}:{Convert.ToHexStringLower(Data.Span)}");

    internal static OpaqueAction Read(ref OpenFlowReader action, ushort code) => new(code, action.Rest());

    private protected override ushort Code(OpenFlowVersion version) => Number;

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version) => writer.Bytes(Data.Span);
}
