namespace Weir.Databases;

/// <summary>Names a group of rows of a table by the values of the group's columns.</summary>
/// <param name="Table">The table.</param>
/// <param name="Values">One value a column of <see cref="RecordTable.Group"/>; never changed.</param>
internal readonly record struct TableGroup(RecordTable Table, RecordValue[] Values)
{
    /// <summary>True when both name the same group.</summary>
    public bool Equals(TableGroup other) => ReferenceEquals(Table, other.Table) && Values.AsSpan().SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Table.Name);
        foreach (RecordValue value in Values) { hash.Add(value); }
        return hash.ToHashCode();
    }
}
