using Dapper;
using Microsoft.Data.Sqlite;

namespace Slipway.Storage.Sqlite;

/// <summary>Opens connections with the settings for durability and a single writer (sqlite.org/pragma.html).</summary>
internal static class SqliteConnections
{
    private const string Common = "PRAGMA busy_timeout = 10000; PRAGMA trusted_schema = OFF;";

    public static SqliteConnection OpenWriter(string path) =>
        Open(path, SqliteOpenMode.ReadWriteCreate, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");

    /// <summary>
    /// The journal mode is stored in the file, so it is set only after checking that the file is Slipway's.
    /// </summary>
    public static void UseWriteAheadLog(SqliteConnection writer) => writer.Execute("PRAGMA journal_mode = WAL;");

    // Not SqliteOpenMode.ReadOnly: readers of a WAL database must be able to create the shared-memory file.
    public static SqliteConnection OpenReader(string path) =>
        Open(path, SqliteOpenMode.ReadWrite, "PRAGMA query_only = ON;");

    private static SqliteConnection Open(string path, SqliteOpenMode mode, string settings)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            connection.Execute(Common + settings);
            return connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new SlipwayException(
                ErrorCode.Storage, $"the database {path} cannot be opened: {e.Message}", inner: e);
        }
    }
}
