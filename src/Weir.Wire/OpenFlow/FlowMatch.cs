namespace Weir.Wire.OpenFlow;

/// <summary>What packets a flow is for: fields that must all fit; none means every packet. On the wire of 1.3 a list of fields (A.2.3), of 1.0 a structure with wildcards (5.2.3).</summary>
/// <param name="Fields">The fields, each at most once, in the order of the standard.</param>
public sealed partial record FlowMatch(IReadOnlyList<MatchField> Fields)
{
    private const ushort OxmType = 1;

    /// <summary>Matches every packet.</summary>
    public static FlowMatch All { get; } = new([]);

    /// <summary>The port of arrival; null when any.</summary>
    public uint? InPort => Find(OxmField.InPort) is { } port ? (uint)port.Value : null;

    /// <summary>The field <paramref name="field"/>; null when it does not matter.</summary>
    public MatchField? Find(OxmField field)
    {
        for (int i = 0; i < Fields.Count; i++)
        {
            if (Fields[i].Field == field) { return Fields[i]; }
        }

        return null;
    }

    /// <summary>The same match with one more field, at its place.</summary>
    public FlowMatch With(MatchField field)
    {
        List<MatchField> fields = [.. Fields.Where(one => one.Field != field.Field), field];
        fields.Sort(static (a, b) => a.Field.CompareTo(b.Field));
        return new FlowMatch(fields);
    }

    /// <inheritdoc/>
    public bool Equals(FlowMatch? other) => other is not null && Fields.SequenceEqual(other.Fields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (MatchField field in Fields) { hash.Add(field); }
        return hash.ToHashCode();
    }

    /// <summary>The fields between commas; <c>any</c> for none.</summary>
    public override string ToString() => Fields.Count == 0 ? "any" : string.Join(',', Fields);

    internal static FlowMatch Read(ref OpenFlowReader reader, OpenFlowVersion version) => version == OpenFlowVersion.OpenFlow10 ? ReadFixed(ref reader) : ReadFields(ref reader);

    internal void Write(OpenFlowWriter writer, OpenFlowVersion version)
    {
        if (version == OpenFlowVersion.OpenFlow10) { WriteFixed(writer); }
        else { WriteFields(writer); }
    }

    internal void Describe(IFieldVisitor visitor)
    {
        visitor.Begin("match");
        foreach (MatchField field in Fields) { field.Describe(visitor); }
        visitor.End();
    }

    private static FlowMatch ReadFields(ref OpenFlowReader reader)
    {
        // The length does not count the padding behind the fields (A.2.3.1).
        int length = reader.PeekU16(2);
        OpenFlowReader match = reader.Part(length, 4, "openflow.match", "openflow.match.length");
        match.Skip(4);
        List<MatchField> fields = [];
        while (!match.IsEmpty) { fields.Add(MatchField.Read(ref match)); }
        reader.Join(in match);
        reader.Skip((8 - (length % 8)) % 8);
        return new FlowMatch(fields);
    }

    private void WriteFields(OpenFlowWriter writer)
    {
        int start = writer.Length;
        writer.U16(OxmType);
        writer.U16(0);
        foreach (MatchField field in Fields) { field.Write(writer); }
        writer.SetLength(start, start + 2);
        writer.PadTo8(start);
    }
}
