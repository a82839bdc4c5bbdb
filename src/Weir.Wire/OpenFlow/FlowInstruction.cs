namespace Weir.Wire.OpenFlow;

/// <summary>What an entry makes happen in the pipeline of 1.3 (A.2.4). An entry of 1.0 has actions only, which are one <see cref="ActionsInstruction"/> that applies them.</summary>
public abstract record FlowInstruction
{
    /// <summary>The actions that the instructions apply at once: all that an entry of 1.0 can say.</summary>
    public static IReadOnlyList<FlowAction> Applied(IReadOnlyList<FlowInstruction> instructions) =>
        [.. instructions.OfType<ActionsInstruction>().Where(one => one.Kind == ActionsInstructionKind.Apply).SelectMany(one => one.Actions)];

    /// <summary>Applying these actions; no instruction when there is none, which drops the packet.</summary>
    public static IReadOnlyList<FlowInstruction> Apply(IReadOnlyList<FlowAction> actions) => actions.Count == 0 ? [] : [new ActionsInstruction(ActionsInstructionKind.Apply, actions)];

    /// <summary>Reads what is left: the end of a message or of an entry.</summary>
    internal static IReadOnlyList<FlowInstruction> ReadRest(ref OpenFlowReader reader, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow10) { return Apply(FlowAction.ReadList(ref reader, reader.Left, version)); }
        List<FlowInstruction> instructions = [];
        while (!reader.IsEmpty)
        {
            ushort code = reader.PeekU16();
            OpenFlowReader one = reader.Part(reader.PeekU16(2), 8, "openflow.instruction", "openflow.instruction.length");
            one.Skip(4);
            instructions.Add(code switch
            {
                1 => GotoTableInstruction.Read(ref one),
                2 => WriteMetadataInstruction.Read(ref one),
                3 or 4 or 5 => ActionsInstruction.Read(ref one, (ActionsInstructionKind)code),
                6 => MeterInstruction.Read(ref one),
                _ => OpaqueInstruction.Read(ref one, code),
            });
            reader.Join(in one);
        }

        return instructions;
    }

    internal static void WriteAll(OpenFlowWriter writer, IReadOnlyList<FlowInstruction> instructions, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow10)
        {
            if (instructions.Any(one => one is not ActionsInstruction { Kind: ActionsInstructionKind.Apply })) { throw new NotSupportedException("OpenFlow 1.0 has actions only: no other instruction than to apply them"); }
            FlowAction.WriteList(writer, Applied(instructions), version);
            return;
        }

        foreach (FlowInstruction instruction in instructions)
        {
            int start = writer.Length;
            writer.U16(instruction.Code);
            writer.U16(0);
            instruction.WriteBody(writer);
            writer.SetLength(start, start + 2);
        }
    }

    internal static void DescribeAll(IFieldVisitor visitor, IReadOnlyList<FlowInstruction> instructions)
    {
        foreach (FlowInstruction instruction in instructions) { instruction.Describe(visitor); }
    }

    private protected abstract ushort Code { get; }

    private protected abstract void WriteBody(OpenFlowWriter writer);

    private protected virtual void Describe(IFieldVisitor visitor) => visitor.Field("instruction", ToString()!);
}
