using Dapper;
using Microsoft.Data.Sqlite;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Storage.Sqlite;

/// <summary>The content index on SQLite (tables: <c>0001-content.sql</c>).</summary>
public sealed class SqliteContentIndex(SqliteDatabase database) : IContentIndex
{
    private const string Unheld =
        """
        NOT EXISTS (SELECT 1 FROM manifest_blob WHERE manifest_blob.digest = blob.digest)
        AND NOT EXISTS (SELECT 1 FROM manifest WHERE manifest.digest = blob.digest)
        AND NOT EXISTS (SELECT 1 FROM lease_blob WHERE lease_blob.digest = blob.digest)
        AND NOT EXISTS (SELECT 1 FROM upload_blob WHERE upload_blob.digest = blob.digest)
        AND NOT EXISTS (SELECT 1 FROM pin WHERE pin.digest = blob.digest)
        """;

    private const string MayRead =
        """
        SELECT EXISTS (SELECT 1 FROM upload_blob WHERE repository = @repository AND digest = @digest)
          OR EXISTS (SELECT 1 FROM manifest WHERE repository = @repository AND digest = @digest)
          OR EXISTS (SELECT 1 FROM manifest_blob JOIN manifest ON manifest.digest = manifest_blob.manifest
                     WHERE manifest_blob.digest = @digest AND manifest.repository = @repository)
        """;

    private const string ManifestColumns = """
        manifest.repository AS Repository, manifest.digest AS Digest, media_type AS MediaType, artifact_type AS ArtifactType, subject AS Subject,
        stored AS Stored
        """;

    public Task AddBlobAsync(
        Digest digest, long size, DateTimeOffset stored, Lease lease, CancellationToken cancel) => database.WriteAsync(
            db =>
            {
                db.Execute(
                    "INSERT INTO blob (digest, size, stored) VALUES (@digest, @size, @stored) ON CONFLICT (digest) " +
                        "DO UPDATE SET size = excluded.size",
                    new { digest, size, stored });
                Hold(db, lease, digest);
            },
            cancel);

    public Task<IReadOnlyList<StoredBlob>> ListBlobsAsync(
        Digest? after, int limit, CancellationToken cancel) => ReadAsync<StoredBlob>(
            "SELECT digest AS Digest, size AS Size FROM blob WHERE digest > @after ORDER BY digest LIMIT @limit",
            new { after = Text(after), limit }, cancel);

    public Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            var stored = IsStored(db, digest);
            if (stored)
                Hold(db, lease, digest);
            return stored;
        },
        cancel);

    public Task AddLeaseAsync(Lease lease, string purpose, CancellationToken cancel) =>
        ChangeAsync("INSERT INTO lease (id, purpose, expires) VALUES (@Id, @purpose, @Expires)",
            new { lease.Id, purpose, lease.Expires }, cancel);

    public Task<bool> RenewLeaseAsync(Lease renewed, CancellationToken cancel) =>
        ChangeAsync("UPDATE lease SET expires = @Expires WHERE id = @Id", renewed, cancel);

    public Task RemoveLeaseAsync(string id, CancellationToken cancel) =>
        ChangeAsync("DELETE FROM lease WHERE id = @id", new { id }, cancel);

    public Task EndExpiredAsync(DateTimeOffset now, CancellationToken cancel) =>
        ChangeAsync("DELETE FROM lease WHERE expires <= @now; DELETE FROM upload_blob WHERE expires <= @now",
            new { now }, cancel);

    public Task<bool> PinAsync(string name, Digest digest, CancellationToken cancel) => database.WriteAsync(
        db => IsStored(db, digest) && db.Execute(
            "INSERT OR REPLACE INTO pin (name, digest) VALUES (@name, @digest)", new { name, digest }) > 0,
        cancel);

    public Task<bool> UnpinAsync(string name, CancellationToken cancel) =>
        ChangeAsync("DELETE FROM pin WHERE name = @name", new { name }, cancel);

    public Task<IReadOnlyList<Pin>> ListPinsAsync(string prefix, CancellationToken cancel) => ReadAsync<Pin>(
        "SELECT name AS Name, digest AS Digest FROM pin WHERE name >= @prefix AND substr(name, 1, length(@prefix)) = " +
            "@prefix ORDER BY name",
        new { prefix }, cancel);

    public Task<IReadOnlyList<Digest>> ListUnheldAsync(int limit, CancellationToken cancel) =>
        ReadAsync<Digest>(
            $"SELECT digest FROM blob WHERE {Unheld} ORDER BY digest LIMIT @limit", new { limit }, cancel);

    public Task<bool> RemoveUnheldAsync(Digest digest, CancellationToken cancel) =>
        ChangeAsync($"DELETE FROM blob WHERE digest = @digest AND {Unheld}", new { digest }, cancel);

    public Task PutManifestAsync(
        ManifestEntry manifest, IReadOnlyList<Digest> references, string? tag, bool ownBlobsOnly,
        CancellationToken cancel) =>
        database.WriteAsync(db => PutManifest(db, manifest, references, tag, ownBlobsOnly), cancel);

    public Task<ManifestEntry?> FindManifestAsync(
        string repository, Digest digest, CancellationToken cancel) => FindAsync(
            $"SELECT {ManifestColumns} FROM manifest WHERE repository = @repository AND digest = @digest",
            new { repository, digest }, cancel);

    public Task<ManifestEntry?> FindTagAsync(string repository, string tag, CancellationToken cancel) => FindAsync(
        $"SELECT {ManifestColumns} FROM tag JOIN manifest USING (repository, digest) WHERE tag.repository = " +
            "@repository AND tag.name = @tag",
        new { repository, tag },
        cancel);

    public Task<bool> SetTagAsync(
        string repository, string tag, Digest digest, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            db.Execute(
                """
                INSERT OR IGNORE INTO manifest (repository, digest, media_type, artifact_type, subject, stored)
                SELECT @repository, digest, media_type, artifact_type, subject, stored FROM manifest WHERE digest = @digest LIMIT 1
                """,
                new { repository, digest });
            var known = db.ExecuteScalar<bool>(
                "SELECT EXISTS (SELECT 1 FROM manifest WHERE repository = @repository AND digest = @digest)",
                new { repository, digest });
            if (known)
                SetTag(db, repository, tag, digest);
            return known;
        },
        cancel);

    public Task<bool> FixTagAsync(string repository, string tag, bool isFixed, CancellationToken cancel) =>
        ChangeAsync("UPDATE tag SET fixed = @isFixed WHERE repository = @repository AND name = @tag",
            new { repository, tag, isFixed }, cancel);

    public Task<bool> HasFixedTagAsync(string repository, CancellationToken cancel) => database.ReadAsync(
        db => db.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM tag WHERE repository = @repository AND fixed)", new { repository }), cancel);

    public Task<bool> RemoveTagAsync(string repository, string tag, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            RequireMovable(db, repository, "name = @tag", new { repository, tag });
            return db.Execute(
                "DELETE FROM tag WHERE repository = @repository AND name = @tag", new { repository, tag }) > 0;
        },
        cancel);

    public Task<bool> UntagAsync(string repository, string tag, CancellationToken cancel) => database.WriteAsync(
        db =>
        {
            RequireMovable(db, repository, "name = @tag", new { repository, tag });
            var digest = db.ExecuteScalar<string?>(
                "DELETE FROM tag WHERE repository = @repository AND name = @tag RETURNING digest",
                new { repository, tag });
            db.Execute(
                """
                DELETE FROM manifest WHERE repository = @repository AND digest = @digest
                  AND NOT EXISTS (SELECT 1 FROM tag WHERE repository = @repository AND digest = @digest)
                  AND NOT EXISTS (
                    SELECT 1 FROM manifest_blob JOIN manifest AS parent ON parent.digest = manifest_blob.manifest
                    WHERE manifest_blob.digest = @digest AND parent.repository = @repository)
                """,
                new { repository, digest });
            return digest is not null;
        },
        cancel);

    public Task<bool> RemoveManifestAsync(
        string repository, Digest digest, CancellationToken cancel) => database.WriteAsync(
            db =>
            {
                RequireMovable(db, repository, "digest = @digest", new { repository, digest });
                return db.Execute("DELETE FROM manifest WHERE repository = @repository AND digest = @digest",
                    new { repository, digest }) > 0;
            },
            cancel);

    public Task<IReadOnlyList<string>> ListRepositoriesAsync(
        string? after, int limit, CancellationToken cancel) => ReadAsync<string>(
            "SELECT DISTINCT repository FROM manifest WHERE repository > @after ORDER BY repository LIMIT @limit",
            new { after = after ?? "", limit }, cancel);

    public Task<IReadOnlyList<string>> ListTagsAsync(
        string repository, string? after, int limit, CancellationToken cancel) => ReadAsync<string>(
            "SELECT name FROM tag WHERE repository = @repository AND name > @after ORDER BY name LIMIT @limit",
            new { repository, after = after ?? "", limit }, cancel);

    public Task<IReadOnlyList<ManifestEntry>> ListManifestsAsync(
        string repository, Digest? after, int limit, CancellationToken cancel) =>
        ReadAsync<ManifestEntry>(
        $"SELECT {ManifestColumns} FROM manifest WHERE repository = @repository AND digest > @after " +
            "ORDER BY digest LIMIT @limit",
        new { repository, after = Text(after), limit },
        cancel);

    public Task<IReadOnlyList<ManifestEntry>> ListReferrersAsync(
        string repository, Digest subject, int limit, CancellationToken cancel) =>
        ReadAsync<ManifestEntry>(
        $"SELECT {ManifestColumns} FROM manifest WHERE repository = @repository AND subject = @subject " +
            "ORDER BY digest LIMIT @limit",
        new { repository, subject, limit },
        cancel);

    public Task<bool> MayReadAsync(string repository, Digest digest, CancellationToken cancel) =>
        database.ReadAsync(db => db.ExecuteScalar<bool>(MayRead, new { repository, digest }), cancel);

    public Task<bool> HoldUploadAsync(
        string repository, Digest digest, DateTimeOffset until, CancellationToken cancel) => database.WriteAsync(
        db => IsStored(db, digest) && db.Execute(
            """
            INSERT INTO upload_blob (repository, digest, expires) VALUES (@repository, @digest, @until)
            ON CONFLICT (repository, digest) DO UPDATE SET expires = max(expires, excluded.expires)
            """,
            new { repository, digest, until }) > 0,
        cancel);

    private static void PutManifest(
        SqliteConnection db, ManifestEntry manifest, IReadOnlyList<Digest> references, string? tag, bool ownBlobsOnly)
    {
        if (!IsStored(db, manifest.Digest))
            throw ContentErrors.NotFound(manifest.Digest);
        foreach (var digest in references)
        {
            var own = !ownBlobsOnly
                || db.ExecuteScalar<bool>(MayRead, new { repository = manifest.Repository, digest });
            if (!own || !IsStored(db, digest))
                throw ContentErrors.NotFound(digest);
        }
        db.Execute(
            """
            INSERT OR IGNORE INTO manifest (repository, digest, media_type, artifact_type, subject, stored)
            VALUES (@Repository, @Digest, @MediaType, @ArtifactType, @Subject, @Stored)
            """,
            new
            {
                manifest.Repository, manifest.Digest, manifest.MediaType,
                manifest.ArtifactType, Subject = manifest.Subject?.ToString(), manifest.Stored,
            });
        foreach (var digest in references)
            db.Execute("INSERT OR IGNORE INTO manifest_blob (manifest, digest) VALUES (@Digest, @digest)",
                new { manifest.Digest, digest });
        if (tag is not null)
            SetTag(db, manifest.Repository, tag, manifest.Digest);
    }

    private static void SetTag(SqliteConnection db, string repository, string tag, Digest digest)
    {
        RequireMovable(db, repository, "name = @tag AND digest <> @digest", new { repository, tag, digest });
        db.Execute(
            """
            INSERT INTO tag (repository, name, digest) VALUES (@repository, @tag, @digest)
            ON CONFLICT (repository, name) DO UPDATE SET digest = excluded.digest
            """,
            new { repository, tag, digest });
    }

    private static void RequireMovable(SqliteConnection db, string repository, string condition, object values)
    {
        if (db.QueryFirstOrDefault<string>(
            $"SELECT name FROM tag WHERE repository = @repository AND fixed AND {condition} LIMIT 1",
            values) is { } tag)
            throw ContentErrors.TagFixed(repository, tag);
    }

    private static void Hold(SqliteConnection db, Lease lease, Digest digest)
    {
        var held = db.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM lease WHERE id = @Id)", new { lease.Id });
        if (!held)
            throw ContentErrors.LeaseEnded(lease);
        db.Execute("INSERT OR IGNORE INTO lease_blob (lease, digest) VALUES (@Id, @digest)", new { lease.Id, digest });
    }

    private static bool IsStored(SqliteConnection db, Digest digest) =>
        db.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM blob WHERE digest = @digest)", new { digest });

    private static string Text(Digest? digest) => digest?.ToString() ?? "";

    private Task<bool> ChangeAsync(string sql, object parameters, CancellationToken cancel) =>
        database.WriteAsync(db => db.Execute(sql, parameters) > 0, cancel);

    private Task<IReadOnlyList<T>> ReadAsync<T>(string sql, object parameters, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<T>>(db => [.. db.Query<T>(sql, parameters)], cancel);

    private Task<ManifestEntry?> FindAsync(string sql, object parameters, CancellationToken cancel) =>
        database.ReadAsync(db => db.QuerySingleOrDefault<ManifestEntry>(sql, parameters), cancel);
}
