namespace Weir.Wire.OpenFlow;

/// <summary>Applies, writes or clears actions.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Actions">The actions, in their order; none for <see cref="ActionsInstructionKind.Clear"/>.</param>
public sealed record ActionsInstruction(ActionsInstructionKind Kind, IReadOnlyList<FlowAction> Actions) : FlowInstruction
{
    /// <summary>As ovs-ofctl writes it: the actions themselves, <c>write_actions(...)</c>, <c>clear_actions</c>.</summary>
    public override string ToString() => Kind switch
    {
        ActionsInstructionKind.Apply => string.Join(',', Actions),
        ActionsInstructionKind.Write => $"write_actions({string.Join(',', Actions)})",
        _ => "clear_actions",
    };

    internal static ActionsInstruction Read(ref OpenFlowReader reader, ActionsInstructionKind kind)
    {
        reader.Skip(4);
        return new ActionsInstruction(kind, FlowAction.ReadList(ref reader, reader.Left, OpenFlowVersion.OpenFlow13));
    }

    private protected override ushort Code => (ushort)Kind;

    private protected override void WriteBody(OpenFlowWriter writer)
    {
        writer.Zero(4);
        if (Kind != ActionsInstructionKind.Clear) { FlowAction.WriteList(writer, Actions, OpenFlowVersion.OpenFlow13); }
    }

    private protected override void Describe(IFieldVisitor visitor)
    {
        if (Kind == ActionsInstructionKind.Apply) { FlowAction.DescribeList(visitor, Actions); }
        else { base.Describe(visitor); }
    }
}
