namespace Weir.Wire.OpenFlow;

/// <summary>Which port, queue, group or meter is asked for.</summary>
/// <param name="Number">The port (<see cref="OpenFlowPorts.Any"/> for all), the group or the meter (0xffffffff, 0xfffffffc for all).</param>
/// <param name="Queue">The queue of the port (0xffffffff for all); null where no queue is asked for.</param>
/// <param name="IsPort">True when <paramref name="Number"/> is a port, which has 16 bits in OpenFlow 1.0.</param>
public sealed record NumberQuery(uint Number, uint? Queue = null, bool IsPort = true) : MultipartQuery
{
    internal static NumberQuery Read(ref OpenFlowReader body, OpenFlowVersion version, bool isPort, bool hasQueue)
    {
        bool is10 = version == OpenFlowVersion.OpenFlow10;
        uint number = isPort ? body.Port(version) : body.U32();
        body.Skip(is10 ? 2 : 0);
        uint second = body.U32();
        return new NumberQuery(number, hasQueue ? second : null, isPort);
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (IsPort) { writer.Port(Number, version); }
        else { writer.U32(Number); }

        if (version == OpenFlowVersion.OpenFlow10) { writer.Zero(2); }
        writer.U32(Queue ?? 0);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field(IsPort ? "port" : "number", IsPort ? OpenFlowPorts.Name(Number) : Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (Queue is { } queue) { visitor.Field("queue", queue); }
    }
}
