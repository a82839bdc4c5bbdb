using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Goes on with a later table.</summary>
/// <param name="Table">Its number.</param>
public sealed record GotoTableInstruction(byte Table) : FlowInstruction
{
    /// <summary><c>goto_table:1</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"goto_table:{Table}");

    internal static GotoTableInstruction Read(ref OpenFlowReader reader) => new(reader.U8());

    private protected override ushort Code => 1;

    private protected override void WriteBody(OpenFlowWriter writer)
    {
        writer.U8(Table);
        writer.Zero(3);
    }
}
