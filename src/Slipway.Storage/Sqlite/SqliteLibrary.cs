using System.Runtime.InteropServices;
using Dapper;
using SQLitePCL;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// Binds the provider to the system's libsqlite3, which gets Debian's security updates, and registers Slipway's value
/// types with Dapper.
/// </summary>
internal static class SqliteLibrary
{
    private const string SystemLibrary = "libsqlite3.so.0";
    private static readonly Lazy<Version> Loaded = new(Load);

    /// <summary>The version of the SQLite in use.</summary>
    /// <exception cref="StorageException">The system has no libsqlite3, or one without STRICT tables.</exception>
    public static Version Use() => Loaded.Value;

    private static Version Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        var version = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
        if (version < new Version(3, 37))
            throw new StorageException($"SQLite {version} is too old: 3.37 is the least; install a newer libsqlite3-0");
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DigestHandler());
        return version;
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3")
            return 0;
        return NativeLibrary.TryLoad(SystemLibrary, out var handle)
            ? handle
            : throw new StorageException($"{SystemLibrary} cannot be loaded: install the package libsqlite3-0");
    }
}
