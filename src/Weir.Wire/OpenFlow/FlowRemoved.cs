using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>A flow entry has gone (openflow-1.0.0 5.4.3, openflow-1.3 A.4.2).</summary>
public sealed record FlowRemoved : OpenFlowMessage
{
    /// <summary>Which packets it was for.</summary>
    public required FlowMatch Match { get; init; }
    /// <summary>Its cookie.</summary>
    public ulong Cookie { get; init; }
    /// <summary>Its priority.</summary>
    public ushort Priority { get; init; }
    /// <summary>Why: 0 idle, 1 hard time-out, 2 deleted, 3 its group went.</summary>
    public byte Reason { get; init; }
    /// <summary>Its table; OpenFlow 1.3 only.</summary>
    public byte Table { get; init; }
    /// <summary>Whole seconds that it lived.</summary>
    public uint Seconds { get; init; }
    /// <summary>Nanoseconds beyond the seconds.</summary>
    public uint Nanoseconds { get; init; }
    /// <summary>Its idle time-out in seconds.</summary>
    public ushort IdleTimeout { get; init; }
    /// <summary>Its hard time-out in seconds; OpenFlow 1.3 only.</summary>
    public ushort HardTimeout { get; init; }
    /// <summary>Packets that it matched.</summary>
    public ulong Packets { get; init; }
    /// <summary>Bytes of those.</summary>
    public ulong Bytes { get; init; }

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.FlowRemoved;

    internal static FlowRemoved Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        FlowMatch match = is13 ? FlowMatch.All : FlowMatch.Read(ref body, version);
        ulong cookie = body.U64();
        ushort priority = body.U16();
        byte reason = body.U8();
        byte table = body.U8();
        uint seconds = body.U32();
        uint nanoseconds = body.U32();
        ushort idle = body.U16();
        ushort hard = body.U16();
        FlowRemoved message = new()
        {
            Match = match, Cookie = cookie, Priority = priority, Reason = reason, Table = is13 ? table : (byte)0, Seconds = seconds, Nanoseconds = nanoseconds, IdleTimeout = idle,
            HardTimeout = is13 ? hard : (ushort)0, Packets = body.U64(), Bytes = body.U64(),
        };
        return is13 ? message with { Match = FlowMatch.Read(ref body, version) } : message;
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        if (!is13) { Match.Write(writer, version); }
        writer.U64(Cookie);
        writer.U16(Priority);
        writer.U8(Reason);
        writer.U8(is13 ? Table : (byte)0);
        writer.U32(Seconds);
        writer.U32(Nanoseconds);
        writer.U16(IdleTimeout);
        writer.U16(is13 ? HardTimeout : (ushort)0);
        writer.U64(Packets);
        writer.U64(Bytes);
        if (is13) { Match.Write(writer, version); }
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("reason", Reason);
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
    }
}
