namespace Weir.Wire.OpenFlow;

/// <summary>One thing that a table can do (openflow-1.3 A.3.5.5).</summary>
/// <param name="Kind">What it tells of.</param>
/// <param name="Values">Numbers of instructions, actions or tables, or the four bytes that begin a field in a match.</param>
/// <param name="Data">The bytes of a property that is not known here or names what only a vendor knows; then there are no values.</param>
public sealed record TableProperty(TablePropertyKind Kind, IReadOnlyList<uint> Values, ReadOnlyMemory<byte> Data = default)
{
    private const int HeaderSize = 4, IdSize = 4;

    /// <summary>A property that names fields; with <paramref name="masks"/> it says of those that can have a mask that they can.</summary>
    public static TableProperty OfFields(TablePropertyKind kind, IEnumerable<OxmField> fields, bool masks = false) => new(kind, [.. fields.Select(field => OxmFields.Header(field, masks && OxmFields.IsMaskable(field)))]);

    /// <summary>Reads what is left: the end of an entry.</summary>
    internal static IReadOnlyList<TableProperty> ReadRest(ref OpenFlowReader reader)
    {
        List<TableProperty> properties = [];
        while (!reader.IsEmpty)
        {
            int length = reader.PeekU16(2);
            OpenFlowReader one = reader.Part(length, HeaderSize, "openflow.table_feature_prop", "openflow.table_feature_prop.length");
            var kind = (TablePropertyKind)one.U16();
            one.Skip(2);
            properties.Add(ReadContent(kind, one.Rest()));
            reader.Join(in one);

            // A property's length does not count the padding behind it.
            reader.Skip(Math.Min(Padding(length), reader.Left));
        }

        return properties;
    }

    internal void Write(OpenFlowWriter writer)
    {
        int start = writer.Length;
        writer.U16((ushort)Kind);
        writer.U16(0);
        writer.Bytes(Data.Span);
        foreach (uint value in Values)
        {
            switch (FormOf(Kind))
            {
                case Form.Table: writer.U8((byte)value); break;
                case Form.Field: writer.U32(value); break;
                default:
                    writer.U16((ushort)value);
                    writer.U16(IdSize);
                    break;
            }
        }

        writer.SetLength(start, start + 2);
        writer.Zero(Padding(writer.Length - start));
    }

    internal void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("property");
        visitor.Field("kind", Kind.ToString().ToLowerInvariant());
        foreach (uint value in Values) { visitor.Field("value", value); }
        if (Data.Length > 0) { visitor.Field("data", Data.Span); }
        visitor.End();
    }

    private static TableProperty ReadContent(TablePropertyKind kind, byte[] content)
    {
        var reader = new OpenFlowReader(content, "openflow.table_feature_prop", "openflow.table_feature_prop.length");
        List<uint> values = [];
        Form form = FormOf(kind);
        while (!reader.IsEmpty && form != Form.Opaque)
        {
            uint value = form == Form.Table ? reader.U8() : form == Form.Field ? reader.U32() : reader.U16();
            if (form == Form.Id && reader.U16() != IdSize) { form = Form.Opaque; }
            values.Add(value);
        }

        return form == Form.Opaque || !reader.IsWhole ? new TableProperty(kind, [], content) : new TableProperty(kind, values);
    }

    private static Form FormOf(TablePropertyKind kind) => kind switch
    {
        TablePropertyKind.NextTables or TablePropertyKind.NextTablesMiss => Form.Table,
        <= TablePropertyKind.ApplyActionsMiss => Form.Id,
        TablePropertyKind.Match or TablePropertyKind.Wildcards or (>= TablePropertyKind.WriteSetField and <= TablePropertyKind.ApplySetFieldMiss) => Form.Field,
        _ => Form.Opaque,
    };

    private static int Padding(int length) => (8 - (length % 8)) % 8;

    private enum Form
    {
        Opaque,
        Id,
        Table,
        Field,
    }
}
