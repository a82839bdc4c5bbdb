using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Weir.Store;

/// <summary>Opens SQLite files.</summary>
internal static class SqliteFile
{
    private static bool s_ready;

    public static void Initialize()
    {
        if (s_ready) { return; }
        SQLitePCL.Batteries_V2.Init();
        s_ready = true;
    }

    /// <summary>True when the file's header says that it is a Weir store: its application id stands at offset 68 (SQLite file format 1.3.17).</summary>
    public static bool IsStore(string path)
    {
        Span<byte> header = stackalloc byte[100];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length
                && header.StartsWith("SQLite format 3\0"u8) && BinaryPrimitives.ReadInt32BigEndian(header[68..]) == StoreSchema.ApplicationId;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WeirException($"{path}: cannot read the store: {e.Message}", 2, e);
        }
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        Initialize();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new WeirException($"{path}: cannot open the store: {e.Message}", 2, e);
        }
    }
}
