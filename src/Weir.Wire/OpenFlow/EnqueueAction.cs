using System.Globalization;

namespace Weir.Wire.OpenFlow;

/// <summary>Sends the packet through a queue of a port; OpenFlow 1.0 only (5.2.4). In 1.3 it is <see cref="TagActionKind.SetQueue"/> and an output.</summary>
/// <param name="Port">The port.</param>
/// <param name="Queue">The queue's number.</param>
public sealed record EnqueueAction(uint Port, uint Queue) : FlowAction
{
    /// <summary><c>enqueue:1:7</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"enqueue:{OpenFlowPorts.Name(Port)}:{Queue}");

    internal static EnqueueAction Read(ref OpenFlowReader action)
    {
        uint port = action.Port(OpenFlowVersion.OpenFlow10);
        action.Skip(6);
        return new EnqueueAction(port, action.U32());
    }

    private protected override ushort Code(OpenFlowVersion version) =>
        version == OpenFlowVersion.OpenFlow10 ? (ushort)11 : throw new NotSupportedException("OpenFlow 1.3 has no action enqueue: use set_queue and output");

    private protected override void WriteBody(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.Port(Port, version);
        writer.Zero(6);
        writer.U32(Queue);
    }
}
