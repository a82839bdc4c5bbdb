namespace Weir.Wire.OpenFlow;

/// <summary>One way that a packet may go in a group (openflow-1.3 A.3.4.2).</summary>
/// <param name="Weight">Its share, in a group that selects.</param>
/// <param name="WatchPort">The bucket is alive while this port is, in a group for failover.</param>
/// <param name="WatchGroup">The bucket is alive while this group is.</param>
/// <param name="Actions">What is done with the packet.</param>
public sealed record GroupBucket(ushort Weight, uint WatchPort, uint WatchGroup, IReadOnlyList<FlowAction> Actions)
{
    private const int FixedSize = 16;

    internal static IReadOnlyList<GroupBucket> ReadRest(ref OpenFlowReader reader)
    {
        List<GroupBucket> buckets = [];
        while (!reader.IsEmpty)
        {
            OpenFlowReader one = reader.Part(reader.PeekU16(), FixedSize, "openflow.bucket", "openflow.bucket.length");
            one.Skip(2);
            ushort weight = one.U16();
            uint port = one.U32();
            uint group = one.U32();
            one.Skip(4);
            buckets.Add(new GroupBucket(weight, port, group, FlowAction.ReadList(ref one, one.Left, OpenFlowVersion.OpenFlow13)));
            reader.Join(in one);
        }

        return buckets;
    }

    internal static void WriteAll(OpenFlowWriter writer, IReadOnlyList<GroupBucket> buckets)
    {
        foreach (GroupBucket bucket in buckets)
        {
            int start = writer.Length;
            writer.U16(0);
            writer.U16(bucket.Weight);
            writer.U32(bucket.WatchPort);
            writer.U32(bucket.WatchGroup);
            writer.Zero(4);
            FlowAction.WriteList(writer, bucket.Actions, OpenFlowVersion.OpenFlow13);
            writer.SetLength(start, start);
        }
    }

    internal void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("bucket");
        visitor.Field("weight", Weight);
        visitor.Field("watch_port", OpenFlowPorts.Name(WatchPort));
        visitor.Field("watch_group", WatchGroup);
        FlowAction.DescribeList(visitor, Actions);
        visitor.End();
    }
}
