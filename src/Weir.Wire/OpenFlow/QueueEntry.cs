namespace Weir.Wire.OpenFlow;

/// <summary>A queue's counters (openflow-1.3 A.3.5.8).</summary>
public sealed record QueueEntry : MultipartEntry
{
    /// <summary>Its port.</summary>
    public uint Port { get; init; }
    /// <summary>Its number.</summary>
    public uint Queue { get; init; }
    /// <summary>Bytes that were sent.</summary>
    public ulong SentBytes { get; init; }
    /// <summary>Packets that were sent.</summary>
    public ulong SentPackets { get; init; }
    /// <summary>Packets that had no room.</summary>
    public ulong SentErrors { get; init; }
    /// <summary>Whole seconds that it lives; OpenFlow 1.3 only.</summary>
    public uint Seconds { get; init; }
    /// <summary>Nanoseconds beyond the seconds; OpenFlow 1.3 only.</summary>
    public uint Nanoseconds { get; init; }

    internal static QueueEntry Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        uint port = body.Port(version);
        body.Skip(is13 ? 0 : 2);
        return new QueueEntry
        {
            Port = port, Queue = body.U32(), SentBytes = body.U64(), SentPackets = body.U64(), SentErrors = body.U64(),
            Seconds = is13 ? body.U32() : 0, Nanoseconds = is13 ? body.U32() : 0,
        };
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        writer.Port(Port, version);
        writer.Zero(is13 ? 0 : 2);
        writer.U32(Queue);
        writer.U64(SentBytes);
        writer.U64(SentPackets);
        writer.U64(SentErrors);
        if (!is13) { return; }
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("port", OpenFlowPorts.Name(Port));
        visitor.Field("queue", Queue);
        visitor.Field("tx_bytes", (long)SentBytes);
        visitor.Field("tx_packets", (long)SentPackets);
        visitor.Field("tx_errors", (long)SentErrors);
    }
}
