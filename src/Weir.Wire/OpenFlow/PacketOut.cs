namespace Weir.Wire.OpenFlow;

/// <summary>A packet that the switch is to send (openflow-1.3 A.3.7).</summary>
public sealed record PacketOut : OpenFlowMessage
{
    /// <summary>The buffer that has the packet; <see cref="PacketIn.NoBuffer"/> when the message has it.</summary>
    public uint BufferId { get; init; } = PacketIn.NoBuffer;
    /// <summary>The port at which it is taken to have arrived.</summary>
    public uint InPort { get; init; } = OpenFlowPorts.Any;
    /// <summary>What to do with it; none drops it, and frees its buffer.</summary>
    public IReadOnlyList<FlowAction> Actions { get; init; } = [];
    /// <summary>The packet, when no buffer has it.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <inheritdoc/>
    public override OpenFlowType Type => OpenFlowType.PacketOut;

    internal static PacketOut Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        uint buffer = body.U32();
        uint port = body.Port(version);
        int length = body.U16();
        if (version == OpenFlowVersion.OpenFlow13) { body.Skip(6); }
        return new PacketOut { BufferId = buffer, InPort = port, Actions = FlowAction.ReadList(ref body, length, version), Data = body.Rest() };
    }

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U32(BufferId);
        writer.Port(InPort, version);
        int field = writer.Length;
        writer.U16(0);
        if (version == OpenFlowVersion.OpenFlow13) { writer.Zero(6); }
        int start = writer.Length;
        FlowAction.WriteList(writer, Actions, version);
        writer.SetU16(field, writer.Length - start);
        writer.Bytes(Data.Span);
    }

    private protected override void DescribeBody(IFieldVisitor visitor)
    {
        visitor.Field("buffer_id", BufferId);
        visitor.Field("in_port", OpenFlowPorts.Name(InPort));
        FlowAction.DescribeList(visitor, Actions);
        visitor.Field("data", Data.Span);
    }
}
