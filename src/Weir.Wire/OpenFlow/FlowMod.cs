using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Adds, changes or deletes flow entries (openflow-1.0.0 5.3.3, openflow-1.3 A.3.4.1).</summary>
public sealed record FlowMod : OpenFlowMessage
{
    /// <summary>Priority of an entry that was given none.</summary>
    public const ushort DefaultPriority = 0x8000;
    /// <summary>Flag: tell the controller when the entry goes.</summary>
    public const ushort SendFlowRemoved = 1;
    /// <summary>Flag: refuse an entry that overlaps another of the same priority.</summary>
    public const ushort CheckOverlap = 2;
    /// <summary>All tables, of a deletion.</summary>
    public const byte AllTables = 0xff;

    /// <summary>What is done.</summary>
    public required FlowModCommand Command { get; init; }
    /// <summary>Which packets.</summary>
    public FlowMatch Match { get; init; } = FlowMatch.All;
    /// <summary>Greater ones are looked at first.</summary>
    public ushort Priority { get; init; } = DefaultPriority;
    /// <summary>The controller's own number for the entry.</summary>
    public ulong Cookie { get; init; }
    /// <summary>Bits of the cookie that select entries to change or delete; OpenFlow 1.3 only.</summary>
    public ulong CookieMask { get; init; }
    /// <summary>Which table; OpenFlow 1.3 only.</summary>
    public byte Table { get; init; }
    /// <summary>Seconds without a packet after which the entry goes; 0 is never.</summary>
    public ushort IdleTimeout { get; init; }
    /// <summary>Seconds after which the entry goes; 0 is never.</summary>
    public ushort HardTimeout { get; init; }
    /// <summary>A packet that is to be handled by the new entry.</summary>
    public uint BufferId { get; init; } = PacketIn.NoBuffer;
    /// <summary>Of deletions: only entries with an output to this port.</summary>
    public uint OutPort { get; init; } = OpenFlowPorts.Any;
    /// <summary>Of deletions: only entries with this group; OpenFlow 1.3 only.</summary>
    public uint OutGroup { get; init; } = OpenFlowPorts.Any;
    /// <summary>Flags.</summary>
    public ushort Flags { get; init; }
    /// <summary>What entries do.</summary>
    public IReadOnlyList<FlowInstruction> Instructions { get; init; } = [];

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.FlowMod;

    internal static FlowMod Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow10)
        {
            FlowMatch fixedMatch = FlowMatch.Read(ref body, version);
            return new FlowMod
            {
                Match = fixedMatch, Cookie = body.U64(), Command = (FlowModCommand)Math.Min(body.U16(), (ushort)byte.MaxValue), IdleTimeout = body.U16(), HardTimeout = body.U16(), Priority = body.U16(),
                BufferId = body.U32(), OutPort = body.Port(version), Flags = body.U16(), Instructions = FlowInstruction.ReadRest(ref body, version),
            };
        }

        FlowMod message = new()
        {
            Cookie = body.U64(), CookieMask = body.U64(), Table = body.U8(), Command = (FlowModCommand)body.U8(), IdleTimeout = body.U16(), HardTimeout = body.U16(), Priority = body.U16(),
            BufferId = body.U32(), OutPort = body.U32(), OutGroup = body.U32(), Flags = body.U16(),
        };
        body.Skip(2);
        return message with { Match = FlowMatch.Read(ref body, version), Instructions = FlowInstruction.ReadRest(ref body, version) };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        if (!is13) { Match.Write(writer, version); }
        writer.U64(Cookie);
        if (is13)
        {
            writer.U64(CookieMask);
            writer.U8(Table);
            writer.U8((byte)Command);
        }
        else { writer.U16((ushort)Command); }

        writer.U16(IdleTimeout);
        writer.U16(HardTimeout);
        writer.U16(Priority);
        writer.U32(BufferId);
        writer.Port(OutPort, version);
        if (is13) { writer.U32(OutGroup); }
        writer.U16(Flags);
        if (is13)
        {
            writer.Zero(2);
            Match.Write(writer, version);
        }

        FlowInstruction.WriteAll(writer, Instructions, version);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("command", Command.ToString().ToLowerInvariant());
        visitor.Field("table", Table);
        visitor.Field("priority", Priority);
        visitor.Field("cookie", "0x" + Cookie.ToString("x", CultureInfo.InvariantCulture));
        visitor.Field("idle_timeout", IdleTimeout);
        visitor.Field("hard_timeout", HardTimeout);
        visitor.Field("buffer_id", BufferId);
        visitor.Field("out_port", OpenFlowPorts.Name(OutPort));
        visitor.Field("flags", Flags);
        Match.Describe(visitor);
        FlowInstruction.DescribeAll(visitor, Instructions);
    }
}
