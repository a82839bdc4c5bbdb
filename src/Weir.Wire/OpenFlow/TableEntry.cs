namespace Weir.Wire.OpenFlow;

/// <summary>A table's counters (openflow-1.0.0 5.3.5, openflow-1.3 A.3.5.4).</summary>
public sealed record TableEntry : MultipartEntry
{
    private const int NameSize = 32;

    /// <summary>Its number.</summary>
    public byte Table { get; init; }
    /// <summary>Its name; OpenFlow 1.0 only.</summary>
    public string Name { get; init; } = "";
    /// <summary>Fields that may be wildcards; OpenFlow 1.0 only.</summary>
    public uint Wildcards { get; init; }
    /// <summary>How many entries it can hold; OpenFlow 1.0 only.</summary>
    public uint MaxEntries { get; init; }
    /// <summary>How many entries it has.</summary>
    public uint ActiveEntries { get; init; }
    /// <summary>Packets that were looked up.</summary>
    public ulong Lookups { get; init; }
    /// <summary>Packets that found an entry.</summary>
    public ulong Matches { get; init; }

    internal static TableEntry Read(ref OpenFlowReader body, OpenFlowVersion version)
    {
        bool is10 = version == OpenFlowVersion.OpenFlow10;
        byte table = body.U8();
        body.Skip(3);
        return new TableEntry
        {
            Table = table, Name = is10 ? body.Text(NameSize) : "", Wildcards = is10 ? body.U32() : 0, MaxEntries = is10 ? body.U32() : 0,
            ActiveEntries = body.U32(), Lookups = body.U64(), Matches = body.U64(),
        };
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        writer.U8(Table);
        writer.Zero(3);
        if (version == OpenFlowVersion.OpenFlow10)
        {
            writer.Text(Name, NameSize);
            writer.U32(Wildcards);
            writer.U32(MaxEntries);
        }

        writer.U32(ActiveEntries);
        writer.U64(Lookups);
        writer.U64(Matches);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("table", Table);
        if (Name.Length > 0) { visitor.Field("name", Name); }
        visitor.Field("active", ActiveEntries);
        visitor.Field("lookups", (long)Lookups);
        visitor.Field("matches", (long)Matches);
    }
}
