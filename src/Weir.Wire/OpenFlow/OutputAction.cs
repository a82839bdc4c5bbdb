using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Sends the packet out of a port.</summary>
/// <param name="Port">Which, also a reserved one.</param>
/// <param name="MaxLength">To the controller: bytes of it that go there; 0xffff is all of it.</param>
public sealed record OutputAction(uint Port, ushort MaxLength = 0) : FlowAction
{
    /// <summary>Sends the whole packet to the controller.</summary>
    public const ushort WholePacket = 0xffff;

    /// <summary><c>output:1</c>.</summary>
    public override string ToString() => Port == OpenFlowPorts.Controller ? string.Create(CultureInfo.InvariantCulture, $"CONTROLLER:{MaxLength}") : Port >= OpenFlowPorts.InPort ? OpenFlowPorts.Name(Port) : $"output:{OpenFlowPorts.Name(Port)}";

    internal static OutputAction Read(ref OpenFlowReader action, OpenFlowVersion version)
    {
        OutputAction output = new(action.Port(version), action.U16());
        action.Skip(version == OpenFlowVersion.OpenFlow13 ? 6 : 0);
        return output;
    }

    private protected override ushort Code(OpenFlowVersion version) => 0;

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.Port(Port, version);
        writer.U16(MaxLength);
        if (version == OpenFlowVersion.OpenFlow13) { writer.Zero(6); }
    }
}
