namespace Weir.Wire.OpenFlow;

/// <summary>Adds, changes or deletes a group (openflow-1.3 A.3.4.2).</summary>
/// <param name="Command">0 add, 1 modify, 2 delete.</param>
/// <param name="GroupType">0 all buckets, 1 one that is selected, 2 indirect (its only one), 3 the first that is alive.</param>
/// <param name="Group">Its number.</param>
/// <param name="Buckets">Its buckets.</param>
public sealed record GroupMod(ushort Command, byte GroupType, uint Group, IReadOnlyList<GroupBucket> Buckets) : OpenFlowMessage
{
    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.GroupMod;

    internal static GroupMod Read(ref OpenFlowReader body)
    {
        ushort command = body.U16();
        byte type = body.U8();
        body.Skip(1);
        return new GroupMod(command, type, body.U32(), GroupBucket.ReadRest(ref body));
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U16(Command);
        writer.U8(GroupType);
        writer.Zero(1);
        writer.U32(Group);
        GroupBucket.WriteAll(writer, Buckets);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("command", Command);
        visitor.Field("type", GroupType);
        visitor.Field("group", Group);
        foreach (GroupBucket bucket in Buckets) { bucket.Describe(visitor); }
    }
}
