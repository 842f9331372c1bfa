using Dapper;
using Slipway.Platform.Cartridges;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Cartridges in the database.</summary>
public sealed class SqliteCartridgeStore(SqliteDatabase database) : ICartridgeStore
{
    public Task SaveAsync(RegisteredCartridge cartridge, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "INSERT OR REPLACE INTO cartridge (name, version, body) VALUES (@Name, @Version, @body)",
            new { cartridge.Name, cartridge.Version, body = Body.Write(cartridge) }), cancel);

    public Task<RegisteredCartridge?> FindAsync(string name, string version, CancellationToken cancel) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefault<string>(
                "SELECT body FROM cartridge WHERE name = @name AND version = @version",
                new { name, version }) is { } body
                ? Body.Read<RegisteredCartridge>(body)
                : null, cancel);

    public Task<IReadOnlyList<RegisteredCartridge>> ListAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<RegisteredCartridge>>(connection =>
            [.. connection.Query<string>("SELECT body FROM cartridge ORDER BY name, version")
                .Select(Body.Read<RegisteredCartridge>)], cancel);

    public Task RemoveAsync(string name, string version, CancellationToken cancel) => database.WriteAsync(connection =>
        connection.Execute("DELETE FROM cartridge WHERE name = @name AND version = @version", new { name, version }),
        cancel);
}
