using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Weir.Tests.Fixtures.Databases;

/// <summary>Rows of a query over a store, written as <see cref="DatabaseServer.Rows"/> writes them.</summary>
internal static class StoreRows
{
    public static string[] Of(string path, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read()) { rows.Add(string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)))); }
        return [.. rows.Order(StringComparer.Ordinal)];
    }
}
