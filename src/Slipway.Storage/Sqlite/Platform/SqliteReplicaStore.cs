using Dapper;
using Slipway.Platform.Gears;
using Slipway.Platform.Volumes;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Gears and volumes in the database.</summary>
public sealed class SqliteReplicaStore(SqliteDatabase database) : IReplicaStore
{
    public Task<IReadOnlyList<Replica>> ListAsync(string? application, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Replica>>(connection =>
            [.. connection.Query<string>(
                "SELECT body FROM gear WHERE @application IS NULL OR application = @application " +
                    "ORDER BY application, release, place", new { application })
                .Select(Body.Read<Replica>)], cancel);

    public Task<Replica?> FindAsync(string id, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM gear WHERE id = @id", new { id }) is { } body
            ? Body.Read<Replica>(body)
            : null, cancel);

    public Task SaveAsync(IReadOnlyList<Replica> replicas, CancellationToken cancel) => database.WriteAsync(
        connection =>
    {
        foreach (var replica in replicas)
        {
            connection.Execute(
                """
                INSERT INTO gear (application, release, place, id, body) VALUES (@Application, @Release, @Index, @Id, @body)
                ON CONFLICT (application, release, place) DO UPDATE SET id = excluded.id, body = excluded.body
                """,
                new { replica.Application, replica.Release, replica.Index, replica.Id, body = Body.Write(replica) });
        }
    }, cancel);

    public Task RemoveAsync(string application, int release, int index, CancellationToken cancel) =>
        database.WriteAsync(connection =>
            connection.Execute(
                "DELETE FROM gear WHERE application = @application AND release = @release AND place = @index",
                new { application, release, index }), cancel);

    public Task AddVolumeAsync(Volume volume, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "INSERT OR IGNORE INTO volume (name, application, body) VALUES (@Name, @Application, @body)",
            new { volume.Name, volume.Application, body = Body.Write(volume) }), cancel);

    public Task<IReadOnlyList<Volume>> ListVolumesAsync(string application, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Volume>>(connection =>
            [.. connection.Query<string>(
                "SELECT body FROM volume WHERE application = @application", new { application })
                .Select(Body.Read<Volume>).OrderBy(volume => volume.Index)], cancel);

    public Task RemoveVolumeAsync(string name, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute("DELETE FROM volume WHERE name = @name", new { name }), cancel);
}
