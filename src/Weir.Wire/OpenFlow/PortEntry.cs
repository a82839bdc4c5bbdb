namespace Weir.Wire.OpenFlow;

/// <summary>A port's counters, from the switch's side (openflow-1.3 A.3.5.6); all ones is "not known".</summary>
public sealed record PortEntry : MultipartEntry
{
    /// <summary>Its number.</summary>
    public uint Port { get; init; }
    /// <summary>Packets that arrived.</summary>
    public ulong ReceivedPackets { get; init; }
    /// <summary>Packets that were sent.</summary>
    public ulong SentPackets { get; init; }
    /// <summary>Bytes that arrived.</summary>
    public ulong ReceivedBytes { get; init; }
    /// <summary>Bytes that were sent.</summary>
    public ulong SentBytes { get; init; }
    /// <summary>Packets dropped on arrival.</summary>
    public ulong ReceivedDropped { get; init; }
    /// <summary>Packets dropped before sending.</summary>
    public ulong SentDropped { get; init; }
    /// <summary>Errors on arrival.</summary>
    public ulong ReceivedErrors { get; init; }
    /// <summary>Errors in sending.</summary>
    public ulong SentErrors { get; init; }
    /// <summary>Alignment errors.</summary>
    public ulong FrameErrors { get; init; }
    /// <summary>Overruns.</summary>
    public ulong Overruns { get; init; }
    /// <summary>Checksum errors.</summary>
    public ulong ChecksumErrors { get; init; }
    /// <summary>Collisions.</summary>
    public ulong Collisions { get; init; }
    /// <summary>Whole seconds that it lives; OpenFlow 1.3 only.</summary>
    public uint Seconds { get; init; }
    /// <summary>Nanoseconds beyond the seconds; OpenFlow 1.3 only.</summary>
    public uint Nanoseconds { get; init; }

    internal static PortEntry Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        uint port = body.Port(version);
        body.Skip(is13 ? 4 : 6);
        return new PortEntry
        {
            Port = port, ReceivedPackets = body.U64(), SentPackets = body.U64(), ReceivedBytes = body.U64(), SentBytes = body.U64(), ReceivedDropped = body.U64(), SentDropped = body.U64(),
            ReceivedErrors = body.U64(), SentErrors = body.U64(), FrameErrors = body.U64(), Overruns = body.U64(), ChecksumErrors = body.U64(), Collisions = body.U64(),
            Seconds = is13 ? body.U32() : 0, Nanoseconds = is13 ? body.U32() : 0,
        };
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        writer.Port(Port, version);
        writer.Zero(is13 ? 4 : 6);
        ReadOnlySpan<ulong> counters =
        [
            ReceivedPackets, SentPackets, ReceivedBytes, SentBytes, ReceivedDropped, SentDropped, ReceivedErrors, SentErrors, FrameErrors, Overruns, ChecksumErrors, Collisions,
        ];
        foreach (ulong counter in counters) { writer.U64(counter); }
        if (!is13) { return; }
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("port", OpenFlowPorts.Name(Port));
        visitor.Field("rx_packets", (long)ReceivedPackets);
        visitor.Field("tx_packets", (long)SentPackets);
        visitor.Field("rx_bytes", (long)ReceivedBytes);
        visitor.Field("tx_bytes", (long)SentBytes);
        visitor.Field("rx_dropped", (long)ReceivedDropped);
        visitor.Field("tx_dropped", (long)SentDropped);
        visitor.Field("rx_errors", (long)ReceivedErrors);
        visitor.Field("tx_errors", (long)SentErrors);
    }
}
