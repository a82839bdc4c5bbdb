namespace Weir.Wire.OpenFlow;

/// <summary>What a table can do (openflow-1.3 A.3.5.5).</summary>
public sealed record TableFeaturesEntry : MultipartEntry
{
    private const int NameSize = 32, FixedSize = 64;

    /// <summary>Its number.</summary>
    public byte Table { get; init; }
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";
    /// <summary>Bits of the metadata that can be matched.</summary>
    public ulong MetadataMatch { get; init; }
    /// <summary>Bits of the metadata that can be written.</summary>
    public ulong MetadataWrite { get; init; }
    /// <summary>How it is set (OFPTC).</summary>
    public uint Config { get; init; }
    /// <summary>How many entries it can hold.</summary>
    public uint MaxEntries { get; init; }
    /// <summary>What its entries can do.</summary>
    public IReadOnlyList<TableProperty> Properties { get; init; } = [];

    internal static TableFeaturesEntry Read(ref OpenFlowReader body)
    {
        OpenFlowReader entry = body.Part(body.PeekU16(), FixedSize, "openflow.table_features", "openflow.table_features.length");
        entry.Skip(2);
        byte table = entry.U8();
        entry.Skip(5);
        TableFeaturesEntry read = new()
        {
            Table = table, Name = entry.Text(NameSize), MetadataMatch = entry.U64(), MetadataWrite = entry.U64(), Config = entry.U32(), MaxEntries = entry.U32(), Properties = TableProperty.ReadRest(ref entry),
        };
        body.Join(in entry);
        return read;
    }

    internal override void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        int start = writer.Length;
        writer.U16(0);
        writer.U8(Table);
        writer.Zero(5);
        writer.Text(Name, NameSize);
        writer.U64(MetadataMatch);
        writer.U64(MetadataWrite);
        writer.U32(Config);
        writer.U32(MaxEntries);
        foreach (TableProperty property in Properties) { property.Write(writer); }
        writer.SetLength(start, start);
    }

    internal override void Describe(IFieldVisitor visitor)
    {
        visitor.Field("table", Table);
        visitor.Field("name", Name);
        visitor.Field("max_entries", MaxEntries);
        foreach (TableProperty property in Properties) { property.Describe(visitor); }
    }
}
