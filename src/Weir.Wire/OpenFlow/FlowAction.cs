namespace Weir.Wire.OpenFlow;

/// <summary>What is done with a packet (openflow-1.0.0 5.2.4, openflow-1.3 A.2.5).</summary>
public abstract record FlowAction
{
    internal const ushort VendorCode = 0xffff;

    /// <summary>Reads the actions in the next <paramref name="length"/> bytes.</summary>
    internal static IReadOnlyList<FlowAction> ReadList(ref OpenFlowReader reader, int length, OpenFlowVersion version)
    {
        OpenFlowReader list = reader.Part(length, 0, "openflow.actions", "openflow.actions_len");
        List<FlowAction> actions = [];
        while (!list.IsEmpty)
        {
            ushort code = list.PeekU16();
            OpenFlowReader action = list.Part(list.PeekU16(2), 8, "openflow.action", "openflow.action.length");
            action.Skip(4);
            actions.Add(version == OpenFlowVersion.OpenFlow10 ? Read10(ref action, code) : Read13(ref action, code));
            list.Join(in action);
        }

        reader.Join(in list);
        return actions;
    }

    internal static void WriteList(OpenFlowWriter writer, IReadOnlyList<FlowAction> actions, OpenFlowVersion version)
    {
        foreach (FlowAction action in actions)
        {
            int start = writer.Length;
            writer.U16(action.Code(version));
            writer.U16(0);
            action.WriteBody(writer, version);
            writer.PadTo8(start);
            writer.SetLength(start, start + 2);
        }
    }

    internal static void DescribeList(IFieldVisitor visitor, IReadOnlyList<FlowAction> actions)
    {
        foreach (FlowAction action in actions) { visitor.Field("action", action.ToString()); }
    }

    private protected abstract ushort Code(OpenFlowVersion version);

    private protected abstract void WriteBody(OpenFlowWriter writer, OpenFlowVersion version);

    private static FlowAction Read10(ref OpenFlowReader action, ushort code) => code switch
    {
        0 => OutputAction.Read(ref action, OpenFlowVersion.OpenFlow10),
        3 => TagAction.Read(ref action, TagActionKind.PopVlan),
        >= 1 and <= 10 => SetFieldAction.Read10(ref action, code),
        11 => EnqueueAction.Read(ref action),
        VendorCode => ExperimenterAction.Read(ref action),
        _ => OpaqueAction.Read(ref action, code),
    };

    private static FlowAction Read13(ref OpenFlowReader action, ushort code) => code switch
    {
        0 => OutputAction.Read(ref action, OpenFlowVersion.OpenFlow13),
        25 => SetFieldAction.Read13(ref action),
        VendorCode => ExperimenterAction.Read(ref action),
        _ when TagAction.Has((TagActionKind)code) => TagAction.Read(ref action, (TagActionKind)code),
        _ => OpaqueAction.Read(ref action, code),
    };
}
