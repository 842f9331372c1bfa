using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Slipway.Storage.Sqlite;

/// <summary>
/// Migrates a database: forward only, in order of the names, each migration in one transaction with its record.
/// </summary>
internal sealed partial class MigrationRunner(
    SqliteConnection connection, IReadOnlyList<Migration> migrations, ILogger log)
{
    /// <summary>"Slip": identifies the file as Slipway's (sqlite.org/pragma.html, application_id).</summary>
    public const long ApplicationId = 0x536C6970;

    /// <exception cref="SlipwayException">The file is not Slipway's, is newer than this program, or a step
    /// fails.</exception>
    public void Run()
    {
        Claim();
        var applied = connection.Query<(string Name, string Fingerprint)>("SELECT name, fingerprint FROM migration")
            .ToDictionary(row => row.Name, row => row.Fingerprint);
        Check(applied);
        foreach (var migration in migrations.Where(migration => !applied.ContainsKey(migration.Name)))
            Apply(migration);
    }

    private void Claim()
    {
        var owner = connection.ExecuteScalar<long>("PRAGMA application_id");
        if (owner == ApplicationId)
            return;
        var tables = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master");
        if (owner != 0 || tables != 0)
            throw new SlipwayException(
                ErrorCode.Storage,
                $"{connection.DataSource} is a database of another program; choose another data directory");
        connection.Execute(
            $"""
            BEGIN IMMEDIATE;
            PRAGMA application_id = {ApplicationId};
            CREATE TABLE migration (name TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, applied TEXT NOT NULL) STRICT, WITHOUT ROWID;
            COMMIT;
            """);
    }

    private void Check(Dictionary<string, string> applied)
    {
        var known = migrations.ToDictionary(migration => migration.Name);
        foreach (var (name, fingerprint) in applied)
        {
            if (!known.TryGetValue(name, out var migration))
                throw new SlipwayException(
                    ErrorCode.Storage,
                    $"the database is newer than this program (it has '{name}'); start the newer slipway");
            if (migration.Fingerprint != fingerprint)
                throw new SlipwayException(
                    ErrorCode.Storage,
                    $"migration '{name}' is not the one that made this database; start the slipway that made it");
        }
    }

    private void Apply(Migration migration)
    {
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            connection.Execute(migration.Sql);
            connection.Execute(
                "INSERT INTO migration (name, fingerprint, applied) VALUES (@Name, @Fingerprint, " +
                    "strftime('%Y-%m-%dT%H:%M:%SZ'))",
                new { migration.Name, migration.Fingerprint });
            connection.Execute("COMMIT;");
            LogApplied(migration.Name);
        }
        catch (SqliteException e)
        {
            connection.Execute("ROLLBACK;");
            throw new SlipwayException(
                ErrorCode.Storage, $"migration '{migration.Name}' failed and was undone: {e.Message}", inner: e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "migration {Migration} was applied")]
    private partial void LogApplied(string migration);
}
