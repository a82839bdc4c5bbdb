namespace Weir.Databases;

/// <summary>How a kind of server writes what differs.</summary>
internal interface IDatabaseDialect
{
    /// <summary>Bytes of the longest name of a table or column.</summary>
    int LongestName { get; }

    /// <summary>The type of a column with values of this kind.</summary>
    string TypeOf(RecordValueKind kind);

    /// <summary>The type of the names of runs, which can be a key.</summary>
    string RunType { get; }

    /// <summary>The type of the 16 bytes that stand for a group of rows.</summary>
    string GroupType { get; }

    /// <summary>What follows the columns of a new table.</summary>
    string TableSuffix { get; }

    /// <summary>A name of a table or column, so that it can mean nothing else.</summary>
    string Quote(string name);

    /// <summary>The columns of an index: quoted names, and where text cannot be indexed whole, how much of it.</summary>
    string IndexColumn(RecordColumn column);

    /// <summary>Takes away some of the rows for which a condition holds, at most so many: a table's quoted name, the condition.</summary>
    string DeleteSome(string table, string condition, int rows);

    /// <summary>A sum as a whole number.</summary>
    string WholeNumber(string expression);
}
