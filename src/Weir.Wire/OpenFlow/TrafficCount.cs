namespace Weir.Wire.OpenFlow;

/// <summary>Packets and bytes of one bucket of a group or one band of a meter.</summary>
/// <param name="Packets">Packets.</param>
/// <param name="Bytes">Bytes.</param>
public readonly record struct TrafficCount(ulong Packets, ulong Bytes)
{
    internal static IReadOnlyList<TrafficCount> ReadRest(ref OpenFlowReader reader)
    {
        List<TrafficCount> counts = [];
        while (!reader.IsEmpty) { counts.Add(new TrafficCount(reader.U64(), reader.U64())); }
        return counts;
    }

    internal static void WriteAll(OpenFlowWriter writer, IReadOnlyList<TrafficCount> counts)
    {
        foreach (TrafficCount count in counts)
        {
            writer.U64(count.Packets);
            writer.U64(count.Bytes);
        }
    }

    internal void Describe(IFieldVisitor visitor, string name)
    {
        visitor.Begin(name);
        visitor.Field("packet_count", (long)Packets);
        visitor.Field("byte_count", (long)Bytes);
        visitor.End();
    }
}
