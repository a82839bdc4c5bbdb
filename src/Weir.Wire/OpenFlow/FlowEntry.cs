using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>A flow entry with its counters (openflow-1.0.0 5.3.5, openflow-1.3 A.3.5.2).</summary>
public sealed record FlowEntry : MultipartEntry
{
    private const int FixedSize10 = 88;
    private const int FixedSize13 = 48;

    /// <summary>Which packets.</summary>
    public required FlowMatch Match { get; init; }
    /// <summary>Its table.</summary>
    public byte Table { get; init; }
    /// <summary>Its priority.</summary>
    public ushort Priority { get; init; }
    /// <summary>Whole seconds since it was added.</summary>
    public uint Seconds { get; init; }
    /// <summary>Nanoseconds beyond the seconds.</summary>
    public uint Nanoseconds { get; init; }
    /// <summary>Seconds without a packet after which it goes; 0 is never.</summary>
    public ushort IdleTimeout { get; init; }
    /// <summary>Seconds after which it goes; 0 is never.</summary>
    public ushort HardTimeout { get; init; }
    /// <summary>Flags of the flow-mod; OpenFlow 1.3 only.</summary>
    public ushort Flags { get; init; }
    /// <summary>Its cookie.</summary>
    public ulong Cookie { get; init; }
    /// <summary>Packets that it matched.</summary>
    public ulong Packets { get; init; }
    /// <summary>Bytes of those.</summary>
    public ulong Bytes { get; init; }
    /// <summary>What it does.</summary>
    public IReadOnlyList<FlowInstruction> Instructions { get; init; } = [];

    internal static FlowEntry Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        OpenFlowReader entry = body.Part(body.PeekU16(), is13 ? FixedSize13 : FixedSize10, "openflow.flow", "openflow.flow.length");
        entry.Skip(2);
        byte table = entry.U8();
        entry.Skip(1);
        FlowMatch match = is13 ? FlowMatch.All : FlowMatch.Read(ref entry, version);
        uint seconds = entry.U32();
        uint nanoseconds = entry.U32();
        ushort priority = entry.U16();
        ushort idle = entry.U16();
        ushort hard = entry.U16();
        ushort flags = is13 ? entry.U16() : (ushort)0;
        entry.Skip(is13 ? 4 : 6);
        FlowEntry read = new()
        {
            Match = match, Table = table, Priority = priority, Seconds = seconds, Nanoseconds = nanoseconds, IdleTimeout = idle, HardTimeout = hard, Flags = flags,
            Cookie = entry.U64(), Packets = entry.U64(), Bytes = entry.U64(),
        };
        if (is13) { read = read with { Match = FlowMatch.Read(ref entry, version) }; }
        read = read with { Instructions = FlowInstruction.ReadRest(ref entry, version) };
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        int start = writer.Length;
        writer.U16(0);
        writer.U8(Table);
        writer.Zero(1);
        if (!is13) { Match.Write(writer, version); }
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
        writer.U16(Priority);
        writer.U16(IdleTimeout);
        writer.U16(HardTimeout);
        if (is13) { writer.U16(Flags); }
        writer.Zero(is13 ? 4 : 6);
        writer.U64(Cookie);
        writer.U64(Packets);
        writer.U64(Bytes);
        if (is13) { Match.Write(writer, version); }
        FlowInstruction.WriteAll(writer, Instructions, version);
        writer.SetLength(start, start);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("table", Table);
        visitor.Field("priority", Priority);
        visitor.Field("cookie", "0x" + Cookie.ToString("x", CultureInfo.InvariantCulture));
        visitor.Field("duration_sec", Seconds);
        visitor.Field("duration_nsec", Nanoseconds);
        visitor.Field("idle_timeout", IdleTimeout);
        visitor.Field("hard_timeout", HardTimeout);
        visitor.Field("packet_count", (long)Packets);
        visitor.Field("byte_count", (long)Bytes);
        Match.Describe(visitor);
        FlowInstruction.DescribeAll(visitor, Instructions);
    }
}
