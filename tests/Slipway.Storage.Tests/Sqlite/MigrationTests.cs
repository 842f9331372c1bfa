using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Platform.Builds;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Storage.Sqlite;
using Slipway.Storage.Sqlite.Platform;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Sqlite;

public sealed class MigrationTests : IDisposable
{
    private static readonly ILogger<SqliteDatabase> Log = NullLogger<SqliteDatabase>.Instance;
    private static readonly Migration First =
        new("0001-first", "CREATE TABLE first (id INTEGER) STRICT; INSERT INTO first VALUES (1)");
    private static readonly Migration Second =
        new("0002-second", "ALTER TABLE first ADD COLUMN text TEXT; UPDATE first SET text = 'two'");
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    private string Path => _directory.File("test.db");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Only_new_steps_run_and_each_runs_once()
    {
        await OpenAsync([First]);
        await OpenAsync([First, Second]);
        await using var database = SqliteDatabase.Open(Path, [First, Second], Log);
        (await database.ReadAsync(c => c.Query<string>("SELECT text FROM first"), _cancel)).ShouldBe(["two"]);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        await OpenAsync([First, Second]);
        Refusal.Of(ErrorCode.Storage, () => SqliteDatabase.Open(Path, [First], Log)).Message.ShouldContain("newer");
    }

    [Fact]
    public async Task A_step_that_was_edited_after_it_ran_is_refused()
    {
        await OpenAsync([First]);
        Refusal.Of(ErrorCode.Storage, () => SqliteDatabase.Open(
            Path, [First with { Sql = "CREATE TABLE first (id TEXT)" }], Log)).Message.ShouldContain("0001-first");
    }

    [Fact]
    public async Task A_step_that_fails_in_its_middle_leaves_the_state_before_it()
    {
        await OpenAsync([First]);
        var broken = new Migration("0002-broken", "CREATE TABLE half (id INTEGER); INSERT INTO missing VALUES (1)");
        Refusal.Of(ErrorCode.Storage, () => SqliteDatabase.Open(Path, [First, broken], Log)).Message
            .ShouldContain("0002-broken");
        await using var database = SqliteDatabase.Open(Path, [First], Log);
        (await database.ReadAsync(
            c => c.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'half'"), _cancel)).ShouldBe(0);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_alone()
    {
        using (var other = new SqliteConnection($"Data Source={Path};Pooling=false"))
        {
            other.Open();
            other.Execute("CREATE TABLE theirs (id INTEGER)");
        }
        var before = File.ReadAllBytes(Path);
        Refusal.Of(ErrorCode.Storage, () => SqliteDatabase.Open(Path, [First], Log)).Message
            .ShouldContain("another program");
        File.ReadAllBytes(Path).ShouldBe(before);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(Path, string.Concat(Enumerable.Repeat("this is not a database ", 500)));
        Refusal.Of(ErrorCode.Storage, () => SqliteDatabase.Open(Path, [First], Log));
    }

    [Fact]
    public async Task The_shipped_steps_make_tables_whose_foreign_keys_hold()
    {
        await using var database = SqliteDatabase.Open(Path, Log);
        (await database.ReadAsync(c => c.Query("PRAGMA foreign_key_check").Count(), _cancel)).ShouldBe(0);
        (await database.ReadAsync(c => c.ExecuteScalar<string>("PRAGMA integrity_check"), _cancel)).ShouldBe("ok");
    }

    /// <summary>
    /// Every database that a released program made, with data in it, opens with this program and loses nothing.
    /// </summary>
    [Theory]
    [InlineData("0004-platform")]
    public async Task A_database_of_an_earlier_program_keeps_what_is_in_it(string last)
    {
        await using (var earlier = SqliteDatabase.Open(
            Path, [.. Migration.Shipped().TakeWhile(step => string.CompareOrdinal(step.Name, last) <= 0)], Log))
        {
            await earlier.WriteAsync(c => c.Execute(
                """
                INSERT INTO account (name, body) VALUES ('alice', '{"name":"alice","role":"Admin","created":"2026-01-02T12:00:00+00:00"}');
                INSERT INTO domain (name, created) VALUES ('demo', '2026-01-02T12:00:00+00:00');
                INSERT INTO domain_member (domain, account) VALUES ('demo', 'alice');
                INSERT INTO application (id, domain, name, body) VALUES ('a', 'demo', 'blog',
                  '{"id":"a","domain":"demo","name":"blog","created":"2026-01-02T12:00:00+00:00","cartridge":"web:1","scale":2,"state":"Active","limits":{"memory":5}}');
                INSERT INTO operation (id, application, ended, body) VALUES ('o', 'a', 0,
                  '{"id":"o","kind":"Build","application":"a","created":"2026-01-02T12:00:00+00:00","subject":"demo/blog","account":"alice","state":"Running",
                    "data":{"source":{"kind":"Upload","place":"u"},"options":{"incremental":true,"environment":{},"secrets":{},"timeout":"00:30:00","limits":{"memory":7}}}}');
                """), _cancel);
        }
        await using var database = SqliteDatabase.Open(Path, Log);
        var stores = SqliteStores.Of(database);
        (await stores.Accounts.FindDomainAsync("demo", _cancel))!.Members.ShouldBe(["alice"]);
        var application = (await stores.Applications.FindAsync("demo", "blog", _cancel)).ShouldNotBeNull();
        (application.Scale, application.Limits.Memory).ShouldBe((2, 5));
        (await stores.Operations.ListUnfinishedAsync(_cancel))
            .ShouldHaveSingleItem().Request.ShouldBeOfType<BuildSource>().Options.Limits.Memory.ShouldBe(7);
        var input = new SealedInput(PrivateInputKind.Secret, "npmrc", "c2VhbGVk", DateTimeOffset.UnixEpoch);
        await stores.PrivateInputs.SetPrivateInputsAsync("a", [input], _cancel);
        (await stores.PrivateInputs.ListPrivateInputsAsync("a", _cancel)).ShouldBe([input]);
        (await database.ReadAsync(c => c.Query("PRAGMA foreign_key_check").Count(), _cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Versions_that_an_earlier_program_published_are_fixed()
    {
        var digest = Digest.OfBytes("{}"u8);
        await using (var earlier = SqliteDatabase.Open(
            Path, [.. Migration.Shipped().TakeWhile(step => string.CompareOrdinal(step.Name, "0006-factory") <= 0)],
            Log))
        {
            await earlier.WriteAsync(c => c.Execute(
                """
                INSERT INTO blob (digest, size, stored) VALUES (@digest, 2, 0);
                INSERT INTO manifest (repository, digest, media_type, stored) VALUES ('a/app', @digest, 'm', 0);
                INSERT INTO tag (repository, name, digest) VALUES ('a/app', '1.0-p0', @digest), ('a/app', '1.0', @digest), ('a/app', 'latest', @digest);
                INSERT INTO factory_image (id, tree, image, repository, tag, digest, identity, branch, built, pinned, details) VALUES
                  ('1', 'a', 'app', 'a/app', '1.0-p0', @digest, @digest, 'main', 0, 0, '{"line":"1.0"}'),
                  ('2', 'a', 'app', 'a/app', 'latest', @digest, @digest, 'main', 0, 0, '{"line":null}');
                """, new { digest = digest.ToString() }), _cancel);
        }
        await using var database = SqliteDatabase.Open(Path, Log);
        var index = new SqliteContentIndex(database);
        (await index.RemoveTagAsync("a/app", "1.0", _cancel)).ShouldBeTrue();
        (await index.RemoveTagAsync("a/app", "latest", _cancel)).ShouldBeTrue();
        await Refusal.OfAsync(ErrorCode.TagFixed, () => index.RemoveTagAsync("a/app", "1.0-p0", _cancel));
    }

    private async Task OpenAsync(Migration[] migrations)
    {
        await using var database = SqliteDatabase.Open(Path, migrations, Log);
    }
}
