using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Weir.Store;

/// <summary>Text of any content into SQLite and out of it. The library's own calls for strings end at the first character 0; these go by length.</summary>
internal static class SqliteText
{
    /// <summary>Bytes that are encoded without a buffer from the pool: most texts are names and addresses.</summary>
    private const int Short = 512;

    /// <summary>Binds text to a place of a statement, which keeps a copy; gives SQLite's result.</summary>
    public static int Bind(sqlite3_stmt statement, int place, string text)
    {
        // An empty span has no address, and SQLite takes that for NULL.
        if (text.Length == 0) { return raw.sqlite3_bind_text(statement, place, ""); }
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > Short ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> bytes = rented is null ? stackalloc byte[Short] : rented;
        int length = Encoding.UTF8.GetBytes(text, bytes);
        int result = raw.sqlite3_bind_text(statement, place, bytes[..length]);
        if (rented is not null) { ArrayPool<byte>.Shared.Return(rented); }
        return result;
    }

    /// <summary>The text of a column of the current row; empty for NULL. The file's encoding is UTF-8.</summary>
    public static string Read(sqlite3_stmt statement, int column) => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));
}
