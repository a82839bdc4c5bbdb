using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>A packet that the switch sends to the controller (openflow-1.0.0 5.4.1, openflow-1.3 A.4.1).</summary>
public sealed record PacketIn : OpenFlowMessage
{
    /// <summary>No entry matched.</summary>
    public const byte NoMatch = 0;
    /// <summary>An entry says so.</summary>
    public const byte ByAction = 1;
    /// <summary>A packet is in no buffer of the switch.</summary>
    public const uint NoBuffer = 0xffffffff;

    /// <summary>Number of the buffer in which the switch keeps the packet; <see cref="NoBuffer"/> when the message has all of it.</summary>
    public uint BufferId { get; init; } = NoBuffer;
    /// <summary>Length of the whole packet in bytes.</summary>
    public ushort TotalLength { get; init; }
    /// <summary>Why it is here: <see cref="NoMatch"/>, <see cref="ByAction"/>, 2 for a time to live (1.3).</summary>
    public byte Reason { get; init; }
    /// <summary>Table of the entry; OpenFlow 1.3 only.</summary>
    public byte Table { get; init; }
    /// <summary>Cookie of the entry; OpenFlow 1.3 only.</summary>
    public ulong Cookie { get; init; }
    /// <summary>What the switch knows of the packet beside its bytes; in 1.0 the port of arrival.</summary>
    public FlowMatch Match { get; init; } = FlowMatch.All;
    /// <summary>The packet, or its begin.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Port of arrival; 0 when the switch did not tell it.</summary>
    public uint InPort => Match.InPort ?? 0;

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.PacketIn;

    internal static PacketIn Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        uint buffer = body.U32();
        ushort total = body.U16();
        if (version == OpenFlowVersion.OpenFlow10)
        {
            uint port = body.Port(version);
            byte why = body.U8();
            body.Skip(1);
            return new PacketIn { BufferId = buffer, TotalLength = total, Reason = why, Match = FlowMatch.All.With(new MatchField(OxmField.InPort, port)), Data = body.Rest() };
        }

        byte reason = body.U8();
        byte table = body.U8();
        ulong cookie = body.U64();
        FlowMatch match = FlowMatch.Read(ref body, version);
        body.Skip(2);
        return new PacketIn { BufferId = buffer, TotalLength = total, Reason = reason, Table = table, Cookie = cookie, Match = match, Data = body.Rest() };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(BufferId);
        writer.U16(TotalLength);
        if (version == OpenFlowVersion.OpenFlow10)
        {
            writer.Port(InPort, version);
            writer.U8(Reason);
            writer.Zero(1);
        }
        else
        {
            writer.U8(Reason);
            writer.U8(Table);
            writer.U64(Cookie);
            Match.Write(writer, version);
            writer.Zero(2);
        }

        writer.Bytes(Data.Span);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("buffer_id", BufferId);
        visitor.Field("total_len", TotalLength);
        visitor.Field("reason", Reason);
        visitor.Field("table", Table);
        visitor.Field("cookie", "0x" + Cookie.ToString("x", CultureInfo.InvariantCulture));
        Match.Describe(visitor);
        visitor.Field("data", Data.Span);
    }
}
