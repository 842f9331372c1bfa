using Dapper;
using SQLitePCL;

namespace Slipway.Storage.Sqlite;

/// <summary>Loads the bundled SQLite and teaches Dapper Slipway's value types, once a process.</summary>
internal static class SqliteSetup
{
    private static readonly Lazy<Version> Loaded = new(Load);

    /// <summary>The version of the SQLite in use.</summary>
    public static Version Use() => Loaded.Value;

    private static Version Load()
    {
        Batteries_V2.Init();
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DigestHandler());
        return Version.Parse(raw.sqlite3_libversion().utf8_to_string());
    }
}
