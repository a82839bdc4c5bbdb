using System.Buffers;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Weir.Store;

/// <summary>Reads a Weir store: which tables it has, and their rows as text.</summary>
public sealed partial class StoreReader : IDisposable
{
    private const int PatienceMilliseconds = 10_000;

    private readonly SqliteConnection _connection;
    private readonly string _path;

    private StoreReader(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
        // A live store is locked for the moment in which it is opened or ended, not while it is written.
        Check(raw.sqlite3_busy_timeout(connection.Handle, PatienceMilliseconds));
        Tables = ReadTables();
    }

    /// <summary>Names of the tables in the order in which they were made.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>Opens a store to read.</summary>
    /// <exception cref="WeirException">The file is not there, is no Weir store, or was written by a later version.</exception>
    public static StoreReader Open(string path)
    {
        if (!File.Exists(path)) { throw new WeirException($"{path}: no such file"); }
        // The monitor of a run that begins has made the file, and nothing is in it yet.
        if (new FileInfo(path).Length == 0) { throw new WeirException($"{path}: is empty: a store that is being made says what it is in a moment; try again"); }
        if (!SqliteFile.IsStore(path)) { throw new WeirException($"{path}: is no Weir store"); }
        SqliteConnection connection = SqliteFile.Open(path, SqliteOpenMode.ReadOnly);
        try
        {
            var reader = new StoreReader(path, connection);
            long version = reader.ReadInteger("PRAGMA user_version");
            return version <= StoreSchema.Version ? reader
                : throw new WeirException($"{path}: was written by a later version of Weir (schema {version}, this one knows {StoreSchema.Version})");
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes all rows of a table, in the order in which they were stored; returns how many. After <paramref name="cancellation"/> it stops between two rows.</summary>
    /// <exception cref="WeirException">There is no such table, or the file cannot be read.</exception>
    public long Export(string table, ExportFormat format, Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!Tables.Contains(table, StringComparer.Ordinal)) { throw new WeirException($"{_path}: no table {table}; there are: {string.Join(", ", Tables)}"); }
        Check(raw.sqlite3_prepare_v2(_connection.Handle, $"SELECT * FROM {StoreSchema.Quote(table)} ORDER BY rowid", out sqlite3_stmt query));
        using (query)
        {
            return format == ExportFormat.Csv ? WriteCsv(query, stream, cancellation) : WriteJson(query, stream, cancellation);
        }
    }

    /// <summary>The first column of the first row that a query gives, as a number; null when it gives none, or no number.</summary>
    /// <exception cref="WeirException">The query is not understood, or changes something.</exception>
    public double? Number(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        Check(raw.sqlite3_prepare_v2(_connection.Handle, query, out sqlite3_stmt statement));
        using (statement)
        {
            int step = raw.sqlite3_step(statement);
            if (step == raw.SQLITE_DONE) { return null; }
            if (step != raw.SQLITE_ROW) { Check(step); }
            return raw.sqlite3_column_type(statement, 0) is raw.SQLITE_INTEGER or raw.SQLITE_FLOAT ? raw.sqlite3_column_double(statement, 0) : null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (sqlite3_stmt query in _groups.Values) { query.Dispose(); }
        _groups.Clear();
        _connection.Dispose();
    }

    private long WriteCsv(sqlite3_stmt query, Stream stream, CancellationToken cancellation)
    {
        using var lines = new CsvLines(stream);
        int columns = raw.sqlite3_column_count(query);
        for (int i = 0; i < columns; i++) { lines.Field(raw.sqlite3_column_name(query, i).utf8_to_string()); }
        lines.End();
        long rows = 0;
        for (; !cancellation.IsCancellationRequested && Step(query); rows++)
        {
            for (int i = 0; i < columns; i++)
            {
                switch (raw.sqlite3_column_type(query, i))
                {
                    case raw.SQLITE_INTEGER: lines.Field(raw.sqlite3_column_int64(query, i)); break;
                    case raw.SQLITE_FLOAT: lines.Field(raw.sqlite3_column_double(query, i), "R"); break;
                    case raw.SQLITE_NULL: lines.Field([]); break;
                    default: lines.Field(SqliteText.Read(query, i)); break;
                }
            }

            lines.End();
        }

        return rows;
    }

    private long WriteJson(sqlite3_stmt query, Stream stream, CancellationToken cancellation)
    {
        var names = new JsonEncodedText[raw.sqlite3_column_count(query)];
        for (int i = 0; i < names.Length; i++) { names[i] = JsonEncodedText.Encode(raw.sqlite3_column_name(query, i).utf8_to_string()); }
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        long rows = 0;
        for (; !cancellation.IsCancellationRequested && Step(query); rows++)
        {
            json.WriteStartObject();
            for (int i = 0; i < names.Length; i++)
            {
                switch (raw.sqlite3_column_type(query, i))
                {
                    case raw.SQLITE_INTEGER: json.WriteNumber(names[i], raw.sqlite3_column_int64(query, i)); break;
                    case raw.SQLITE_FLOAT: json.WriteNumber(names[i], raw.sqlite3_column_double(query, i)); break;
                    case raw.SQLITE_NULL: json.WriteNull(names[i]); break;
                    default: json.WriteString(names[i], SqliteText.Read(query, i)); break;
                }
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < 60 * 1024) { continue; }
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }

        stream.Write(buffer.WrittenSpan);
        return rows;
    }

    private List<string> ReadTables()
    {
        var tables = new List<string>();
        Check(raw.sqlite3_prepare_v2(_connection.Handle, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid", out sqlite3_stmt query));
        using (query)
        {
            while (Step(query)) { tables.Add(raw.sqlite3_column_text(query, 0).utf8_to_string()); }
        }

        return tables;
    }

    private long ReadInteger(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_connection.Handle, sql, out sqlite3_stmt query));
        using (query) { return Step(query) ? raw.sqlite3_column_int64(query, 0) : 0; }
    }

    private bool Step(sqlite3_stmt query)
    {
        int result = raw.sqlite3_step(query);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE)) { Check(result); }
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) { throw new WeirException($"{_path}: cannot read the store: {raw.sqlite3_errmsg(_connection.Handle).utf8_to_string()}"); }
    }
}
