using System.Security.Cryptography;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Storage.Sqlite;

namespace Slipway.EndToEnd.Installations;

/// <summary>
/// What is to be true of a data directory at every moment that no server runs: its database is whole, every blob that
/// it knows is there, and each is what its name says.
/// </summary>
internal sealed class Soundness(Installation installation)
{
    // A blob is written once: it is read once.
    private readonly HashSet<string> _verified = [];

    public async Task RequireAsync()
    {
        var copy = installation.Scratch("database-" + Guid.NewGuid().ToString("N"));
        foreach (var file in Directory.EnumerateFiles(installation.Data, "slipway.db*")
            .Where(file => !file.EndsWith("-shm")))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        await using (var database = SqliteDatabase.Open(
            Path.Combine(copy, "slipway.db"), NullLogger<SqliteDatabase>.Instance))
        {
            (await database.ReadAsync(
                connection => connection.Query<string>("PRAGMA integrity_check").ToList(), default)).ShouldBe(["ok"]);
            (await database.ReadAsync(connection => connection.Query<string>(
                "SELECT \"table\" FROM pragma_foreign_key_check").ToList(), default)).ShouldBeEmpty();
            foreach (var (digest, size) in await database.ReadAsync(
                connection => connection.Query<(string, long)>("SELECT digest, size FROM blob").ToList(), default))
                new FileInfo(PathOf(digest["sha256:".Length..])).ShouldSatisfyAllConditions(
                    file => file.Exists.ShouldBeTrue(digest), file => file.Length.ShouldBe(size, digest));
        }
        Directory.Delete(copy, recursive: true);
        foreach (var file in Directory.EnumerateFiles(
            Path.Combine(installation.Data, "blobs", "sha256"), "*", SearchOption.AllDirectories))
            if (_verified.Add(file))
                await VerifyAsync(file);
    }

    private string PathOf(string hex) => Path.Combine(installation.Data, "blobs", "sha256", hex[..2], hex);

    private static async Task VerifyAsync(string file)
    {
        await using var content = File.OpenRead(file);
        Convert.ToHexStringLower(await SHA256.HashDataAsync(content))
            .ShouldBe(Path.GetFileName(file), "a blob is what its name says");
    }
}
