using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Identity;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Testing;
using Slipway.Testing.Builds;
using Slipway.Testing.Stores;

namespace Slipway.Factory.Tests.Sources;

/// <summary>Images with files of repositories elsewhere, on the real engine and real git.</summary>
public sealed class TreeSourceTests(BuildMachine machine) : IClassFixture<BuildMachine>, IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly InMemoryImageRecords _records = new();
    private readonly string _name = "tree-" + Guid.NewGuid().ToString("n")[..8];
    private ServedRepository _repository = null!;

    public async ValueTask InitializeAsync() => _repository = await ServedRepository.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _repository.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_image_gets_the_files_of_the_commit_that_the_reference_means_and_is_built_again_when_it_moves()
    {
        var first = await _repository.CommitAsync(("main.py", "one"), ("docs/readme", "read"));
        using var tree = Tree("main");
        using var pipeline = Open();
        var built = (await RunAsync(pipeline, tree)).Images[0];
        built.State.ShouldBe(ImageState.Built, built.Cause);
        PartOf(built.Record!).ShouldBe(first);
        (await ReadAsync(built.Record!, "cat /app/main.py /app/docs/readme; ls -a /app | tail -n +3"))
            .ShouldBe("oneread" + "docs\nmain.py");
        (await RunAsync(pipeline, tree)).Images[0].State.ShouldBe(ImageState.Unchanged);

        var second = await _repository.CommitAsync(("main.py", "two"));
        var explained = await pipeline.ExplainAsync(
            new FactoryBuildRequest { Tree = tree.Read() }, "app", CancellationToken.None);
        explained.WouldBuild.ShouldBeTrue();
        explained.Reasons
            .ShouldHaveSingleItem().ShouldBe($"the source code changed from {first[..12]} to {second[..12]}");
        var again = (await RunAsync(pipeline, tree)).Images[0];
        (again.State, PartOf(again.Record!)).ShouldBe((ImageState.Built, second));
    }

    [Fact]
    public async Task A_commit_is_not_looked_up_and_a_change_under_review_takes_the_place_of_the_reference()
    {
        var first = await _repository.CommitAsync(("main.py", "one"));
        await _repository.CommitAsync(("main.py", "two"));
        var reviewed = await _repository.ReviewAsync(1907, 2, ("main.py", "reviewed"));
        using var tree = Tree(first);
        using var pipeline = Open();
        var pinned = (await RunAsync(pipeline, tree)).Images[0];
        (await ReadAsync(pinned.Record!, "cat /app/main.py")).ShouldBe("one");
        var asked = _repository.Asked.Count;
        (await RunAsync(pipeline, tree)).Images[0].State.ShouldBe(ImageState.Unchanged);
        _repository.Asked.Count.ShouldBe(asked);

        var given = new SourceOverride("refs/changes/07/1907/2", reviewed);
        var candidate = (await RunAsync(pipeline, tree, run =>
            run with { Sources = run.Sources.Add("code", given), Change = new(1907, 2) })).Images[0];
        candidate.State.ShouldBe(ImageState.Built, candidate.Cause);
        (await ReadAsync(candidate.Record!, "cat /app/main.py")).ShouldBe("reviewed");
        PartOf(candidate.Record!).ShouldBe(reviewed);
    }

    [Fact]
    public async Task A_source_that_is_not_there_fails_the_images_that_use_it_and_no_others()
    {
        await _repository.CommitAsync(("main.py", "one"));
        using var tree = Tree("gone");
        tree.Write("other/Dockerfile.j2", "FROM busybox:1");
        using var pipeline = Open();
        var images = (await RunAsync(pipeline, tree)).Images;
        (images[0].State, images[1].State).ShouldBe((ImageState.Failed, ImageState.Built));
        images[0].Cause.ShouldNotBeNull().ShouldContain("has no 'gone'");
        images[0].NextStep.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_server_s_own_machine_is_out_of_reach()
    {
        await _repository.CommitAsync(("main.py", "one"));
        using var tree = Tree("main");
        using var pipeline = Open(mayReachThisMachine: false);
        (await RunAsync(pipeline, tree)).Images[0].Cause.ShouldNotBeNull().ShouldContain("is this machine");
        _repository.Asked.ShouldBeEmpty();
    }

    private static string PartOf(ImageRecord record) =>
        record.Parts.Single(part => part is { Kind: IdentityKind.Source, Name: "code" }).Value;

    private TestTree Tree(string reference) => new(
        ("factory.yml", $"name: {_name}\ngroup: {_name}\nbases: [busybox]\ntolerate: [user]\nsources:\n" +
            $"  code: {{git: '{_repository.Url}', ref: '{reference}'}}\n"),
        ("app/Dockerfile.j2", "FROM busybox:1\n{{ copy_sources('code', '/app') }}\n"));

    private FactoryPipeline Open(bool mayReachThisMachine = true) => new(new FactoryServices(
        machine.Builder, new DebianBaseBuilder(
            _directory.File("debian"), machine.Engine, machine.Content, machine.Images, machine.Cache),
        machine.Engine, new ImageTester(machine.Gears, machine.Engine, NullLogger<ImageTester>.Instance),
        machine.Content, machine.Images, _records,
        new PackageIndex(_directory.File("index"), _directory.File("index.work"), TimeProvider.System),
        _directory.File("work"), TimeProvider.System)
    {
        Loggers = NullLoggerFactory.Instance,
        Repositories = new GitRepositories(machine.Repositories, mayReachThisMachine),
    });

    private static Task<FactoryReport> RunAsync(
        FactoryPipeline pipeline, TestTree tree, Func<FactoryBuildRequest, FactoryBuildRequest>? change = null)
    {
        var run = new FactoryBuildRequest { Tree = tree.Read() };
        return pipeline.RunAsync(change?.Invoke(run) ?? run, _ => ValueTask.CompletedTask, CancellationToken.None);
    }

    private async Task<string> ReadAsync(ImageRecord record, string script)
    {
        var image = await machine.Images.GetAsync(record.Digest, CancellationToken.None);
        return await machine.RunAsync(image, "sh", "-c", script);
    }
}
