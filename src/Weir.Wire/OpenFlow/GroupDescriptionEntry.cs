namespace Weir.Wire.OpenFlow;

/// <summary>A group as it was made (openflow-1.3 A.3.5.10).</summary>
/// <param name="GroupType">0 all buckets, 1 one that is selected, 2 indirect, 3 the first that is alive.</param>
/// <param name="Group">Its number.</param>
/// <param name="Buckets">Its buckets.</param>
public sealed record GroupDescriptionEntry(byte GroupType, uint Group, IReadOnlyList<GroupBucket> Buckets) : MultipartEntry
{
    private const int FixedSize = 8;

    internal static GroupDescriptionEntry Read(ref OpenFlowReader body)
    {
        OpenFlowReader entry = body.Part(body.PeekU16(), FixedSize, "openflow.group_desc", "openflow.group_desc.length");
        entry.Skip(2);
        byte type = entry.U8();
        entry.Skip(1);
        GroupDescriptionEntry read = new(type, entry.U32(), GroupBucket.ReadRest(ref entry));
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        int start = writer.Length;
        writer.U16(0);
        writer.U8(GroupType);
        writer.Zero(1);
        writer.U32(Group);
        GroupBucket.WriteAll(writer, Buckets);
        writer.SetLength(start, start);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("group", Group);
        visitor.Field("type", GroupType);
        foreach (GroupBucket bucket in Buckets) { bucket.Describe(visitor); }
    }
}
