using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Storage.Sqlite;

/// <summary>The image factory's records in the database.</summary>
public sealed class SqliteImageRecords(SqliteDatabase database) : IImageRecords
{
    private const string Columns = """
        id AS Id, tree AS Tree, image AS Image, repository AS Repository, tag AS Tag, digest AS Digest, identity AS Identity, branch AS Branch,
        change_number AS ChangeNumber, patchset AS Patchset, built AS Built, pinned AS Pinned, details AS Details
        """;

    public Task AddAsync(ImageRecord record, CancellationToken cancel) => database.WriteAsync(
        connection => connection.Execute(
            """
            INSERT OR REPLACE INTO factory_image
              (id, tree, image, repository, tag, digest, identity, branch, change_number, patchset, built, pinned, details)
            VALUES (@Id, @Tree, @Image, @Repository, @Tag, @Digest, @Identity, @Branch, @ChangeNumber, @Patchset, @Built, @Pinned, @Details)
            """,
            Row.Of(record)),
        cancel);

    public Task<ImageRecord?> FindAsync(
        string tree, string image, Digest identity, CancellationToken cancel) => database.ReadAsync(
            connection => connection.QueryFirstOrDefault<Row>(
                $"SELECT {Columns} FROM factory_image WHERE tree = @tree AND image = @image AND identity = @identity " +
                    "ORDER BY id DESC LIMIT 1",
                new { tree, image, identity = identity.ToString() })?.Record,
            cancel);

    public Task<IReadOnlyList<ImageRecord>> ListAsync(ImageQuery query, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<ImageRecord>>(
        connection =>
        [
            .. connection.Query<Row>(
                $"""
                SELECT {Columns} FROM factory_image
                WHERE (@tree IS NULL OR tree = @tree) AND (@image IS NULL OR image = @image) AND (@change IS NULL OR change_number = @change)
                  AND (@digest IS NULL OR digest = @digest)
                ORDER BY id DESC LIMIT @most
                """,
                new
                {
                    tree = query.Tree, image = query.Image, change = query.Change, digest = query.Digest?.ToString(),
                    most = query.Limit,
                })
                .Select(row => row.Record),
        ],
        cancel);

    public Task<bool> PinAsync(string id, bool pinned, CancellationToken cancel) => database.WriteAsync(
        connection => connection.Execute("UPDATE factory_image SET pinned = @pinned WHERE id = @id",
            new { id, pinned = pinned ? 1 : 0 }) > 0, cancel);

    public Task RemoveAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute("DELETE FROM factory_image WHERE id = @id", new { id }), cancel);

    private sealed record Row
    {
        public required string Id { get; init; }

        public required string Tree { get; init; }

        public required string Image { get; init; }

        public required string Repository { get; init; }

        public required string Tag { get; init; }

        public required string Digest { get; init; }

        public required string Identity { get; init; }

        public required string Branch { get; init; }

        public long? ChangeNumber { get; init; }

        public long? Patchset { get; init; }

        public long Built { get; init; }

        public long Pinned { get; init; }

        public required string Details { get; init; }

        public ImageRecord Record
        {
            get
            {
                var details = JsonSerializer.Deserialize(Details, ImageRecordJson.Default.ImageRecordDetails)!;
                return new ImageRecord
                {
                    Id = Id, Tree = Tree, Image = Image, Repository = Repository, Tag = Tag, Branch = Branch,
                    Digest = Oci.Digest.Parse(Digest), Identity = Oci.Digest.Parse(Identity),
                    Change = ChangeNumber is { } number ? new ChangeNumber((int)number, (int?)Patchset) : null,
                    Built = DateTimeOffset.FromUnixTimeMilliseconds(Built), IsPinned = Pinned != 0,
                    Parts = [.. details.Parts], Packages = [.. details.Packages], ChangeLink = details.ChangeLink,
                    TemplateCommit = details.TemplateCommit,
                    BaseName = details.BaseName, BaseDigest = details.BaseDigest is { } below ? Oci.Digest.Parse(below)
                        : null, TestsPassed = details.TestsPassed,
                        Tests = details.Tests is { } tests ? Oci.Digest.Parse(tests) : null,
                    Line = VersionLine.TryParse(details.Line, out var line) ? line : null,
                    Followers = [.. details.Followers],
                    Took = TimeSpan.FromMilliseconds(details.Took),
                };
            }
        }

        public static Row Of(ImageRecord record) => new()
        {
            Id = record.Id, Tree = record.Tree, Image = record.Image, Repository = record.Repository, Tag = record.Tag,
            Digest = record.Digest.ToString(), Identity = record.Identity.ToString(), Branch = record.Branch,
            ChangeNumber = record.Change?.Number, Patchset = record.Change?.Patchset,
            Built = record.Built.ToUnixTimeMilliseconds(), Pinned = record.IsPinned ? 1 : 0,
            Details = JsonSerializer.Serialize(
                new ImageRecordDetails(record.Parts, record.Packages, record.Followers)
                {
                    Line = record.Line?.ToString(), ChangeLink = record.ChangeLink,
                    TemplateCommit = record.TemplateCommit,
                    BaseName = record.BaseName, BaseDigest = record.BaseDigest?.ToString(),
                    TestsPassed = record.TestsPassed,
                    Tests = record.Tests?.ToString(), Took = (long)record.Took.TotalMilliseconds,
                },
                ImageRecordJson.Default.ImageRecordDetails),
        };
    }
}

/// <summary>Fields that no query uses.</summary>
internal sealed record ImageRecordDetails(
    ImmutableArray<IdentityPart> Parts, ImmutableArray<string> Packages, ImmutableArray<string> Followers)
{
    public string? Line { get; init; }

    public string? ChangeLink { get; init; }

    public string? TemplateCommit { get; init; }

    public string? BaseName { get; init; }

    public string? BaseDigest { get; init; }

    public int TestsPassed { get; init; }

    public string? Tests { get; init; }

    /// <summary>Milliseconds.</summary>
    public long Took { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImageRecordDetails))]
internal sealed partial class ImageRecordJson : JsonSerializerContext;
