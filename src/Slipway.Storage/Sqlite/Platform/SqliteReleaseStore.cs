using Dapper;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Releases;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Builds, artifacts and releases in the database.</summary>
public sealed class SqliteReleaseStore(SqliteDatabase database) : IBuildStore, IArtifactStore, IReleaseStore
{
    public Task SaveBuildAsync(BuildRecord build, CancellationToken cancel) =>
        SaveAsync("build", build.Application, build.Number, build, cancel);

    public Task<IReadOnlyList<BuildRecord>> ListBuildsAsync(string application, CancellationToken cancel) =>
        ListAsync<BuildRecord>("build", application, cancel);

    public Task RemoveBuildAsync(string application, int number, CancellationToken cancel) =>
        RemoveAsync("build", application, number, cancel);

    public Task SaveArtifactAsync(Artifact artifact, CancellationToken cancel) =>
        SaveAsync("artifact", artifact.Application, artifact.Build, artifact, cancel);

    public Task<IReadOnlyList<Artifact>> ListArtifactsAsync(string application, CancellationToken cancel) =>
        ListAsync<Artifact>("artifact", application, cancel);

    public Task RemoveArtifactAsync(string application, int build, CancellationToken cancel) =>
        RemoveAsync("artifact", application, build, cancel);

    public Task SaveReleaseAsync(Release release, CancellationToken cancel) =>
        SaveAsync("release", release.Application, release.Number, release, cancel);

    public Task<Release?> FindReleaseAsync(string application, int number, CancellationToken cancel) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefault<string>(
                "SELECT body FROM release WHERE application = @application AND number = @number",
                new { application, number }) is { } body
                ? Body.Read<Release>(body)
                : null, cancel);

    public Task<IReadOnlyList<Release>> ListReleasesAsync(string application, CancellationToken cancel) =>
        ListAsync<Release>("release", application, cancel);

    public Task RemoveReleaseAsync(string application, int number, CancellationToken cancel) =>
        RemoveAsync("release", application, number, cancel);

    // The table's name is one of three constants above; values are parameters.
    private Task<int> SaveAsync<T>(string table, string application, int number, T record, CancellationToken cancel) =>
        database.WriteAsync(connection =>
        connection.Execute(
            $"""
            INSERT INTO "{table}" (application, number, body) VALUES (@application, @number, @body)
            ON CONFLICT (application, number) DO UPDATE SET body = excluded.body
            """,
            new { application, number, body = Body.Write(record) }), cancel);

    private Task<IReadOnlyList<T>> ListAsync<T>(string table, string application, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<T>>(connection =>
        [.. connection.Query<string>(
            $"SELECT body FROM \"{table}\" WHERE application = @application ORDER BY number DESC", new { application })
            .Select(Body.Read<T>)], cancel);

    private Task<int> RemoveAsync(string table, string application, int number, CancellationToken cancel) =>
        database.WriteAsync(connection =>
            connection.Execute($"DELETE FROM \"{table}\" WHERE application = @application AND number = @number",
                new { application, number }), cancel);
}
