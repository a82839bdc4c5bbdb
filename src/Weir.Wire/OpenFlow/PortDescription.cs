using Weir.Wire.Frames;

namespace Weir.Wire.OpenFlow;

/// <summary>A port of a switch (openflow-1.0.0 5.2.1, openflow-1.3 A.2.1). Feature bits are those of the version it was read in.</summary>
public sealed record PortDescription
{
    /// <summary>Bit of <see cref="Config"/>: the port is administratively down.</summary>
    public const uint ConfigDown = 1 << 0;
    /// <summary>Bit of <see cref="Config"/>: not a target of flooding; OpenFlow 1.0 only.</summary>
    public const uint ConfigNoFlood = 1 << 4;
    /// <summary>Bit of <see cref="State"/>: there is no link.</summary>
    public const uint StateLinkDown = 1 << 0;

    private const int NameSize = 16;

    /// <summary>Its number.</summary>
    public required uint Number { get; init; }
    /// <summary>Its hardware address.</summary>
    public MacAddress Address { get; init; }
    /// <summary>Its name, 15 characters at most.</summary>
    public string Name { get; init; } = "";
    /// <summary>Configuration bits.</summary>
    public uint Config { get; init; }
    /// <summary>State bits.</summary>
    public uint State { get; init; }
    /// <summary>Features in use.</summary>
    public uint Current { get; init; }
    /// <summary>Features that it advertises.</summary>
    public uint Advertised { get; init; }
    /// <summary>Features that it has.</summary>
    public uint Supported { get; init; }
    /// <summary>Features that its peer advertises.</summary>
    public uint Peer { get; init; }
    /// <summary>Current rate in kbit/s; OpenFlow 1.3 only.</summary>
    public uint CurrentSpeed { get; init; }
    /// <summary>Highest rate in kbit/s; OpenFlow 1.3 only.</summary>
    public uint MaxSpeed { get; init; }

    internal static PortDescription Read(ref OpenFlowReader reader, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        uint number = reader.Port(version);
        if (is13) { reader.Skip(4); }
        MacAddress address = reader.Mac();
        if (is13) { reader.Skip(2); }
        return new PortDescription
        {
            Number = number, Address = address, Name = reader.Text(NameSize), Config = reader.U32(), State = reader.U32(), Current = reader.U32(), Advertised = reader.U32(),
            Supported = reader.U32(), Peer = reader.U32(), CurrentSpeed = is13 ? reader.U32() : 0, MaxSpeed = is13 ? reader.U32() : 0,
        };
    }

    internal void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        bool is13 = version == OpenFlowVersion.OpenFlow13;
        writer.Port(Number, version);
        if (is13) { writer.Zero(4); }
        writer.Mac(Address);
        if (is13) { writer.Zero(2); }
        writer.Text(Name, NameSize);
        foreach (uint word in (ReadOnlySpan<uint>)[Config, State, Current, Advertised, Supported, Peer]) { writer.U32(word); }
        if (!is13) { return; }
        writer.U32(CurrentSpeed);
        writer.U32(MaxSpeed);
    }

    internal void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("port");
        visitor.Field("number", OpenFlowPorts.Name(Number));
        visitor.Field("name", Name);
        visitor.Field("address", Address.ToString());
        visitor.Field("config", Config);
        visitor.Field("state", State);
        visitor.End();
    }
}
