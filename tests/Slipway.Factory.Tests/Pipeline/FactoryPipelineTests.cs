using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Factory;
using Slipway.Factory.DebianBase;
using Slipway.Factory.Naming;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Pruning;
using Slipway.Factory.Records;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Registry.Archives;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Builds;
using Slipway.Testing.Stores;

namespace Slipway.Factory.Tests.Pipeline;

/// <summary>Runs on the real engine, with a base of busybox; only Debian's archives are left out.</summary>
public sealed class FactoryPipelineTests(BuildMachine machine) : IClassFixture<BuildMachine>, IDisposable
{
    private const string Settings = "group: debian12-slipway1-stable\nbases: [busybox]\ntolerate: [user]\n";
    private readonly TemporaryDirectory _directory = new();
    private readonly InMemoryImageRecords _records = new();
    private readonly string _name = "tree-" + Guid.NewGuid().ToString("n")[..8];

    public void Dispose() => _directory.Dispose();

    private TestTree Tree() => new TestTree(
        ("factory.yml", $"name: {_name}\n{Settings.Replace("stable", _name, StringComparison.Ordinal)}"),
        ("base/Dockerfile.j2", "FROM busybox:1\nRUN echo base > /base"),
        ("base/image.yml", "version: \"1.0\"\naliases: [" + _name + "/alias:1]"),
        ("left/Dockerfile.j2", "FROM {{ image_spec('base') }}\nCOPY file /left"),
        ("left/image.yml", "version: \"1.0\""), ("left/file", "left"),
        ("right/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo right > /right"),
        ("right/image.yml", "version: \"1.0\""),
        ("top/Dockerfile.j2", "FROM {{ image_spec('left') }}\nCOPY --from={{ namespace }}/right:1.0 /right /"),
        ("top/image.yml", "version: \"1.0\""));

    private FactoryPipeline Open(
        IImageRecords? records = null, ILoggerFactory? loggers = null) => new(new FactoryServices(
        machine.Builder, new DebianBaseBuilder(
            _directory.File("debian"), machine.Engine, machine.Content, machine.Images, machine.Cache),
        machine.Engine, new ImageTester(machine.Gears, machine.Engine, NullLogger<ImageTester>.Instance),
        machine.Content, machine.Images, records ?? _records,
        new PackageIndex(_directory.File("index"), _directory.File("index.work"), TimeProvider.System),
        _directory.File("work"), TimeProvider.System)
    {
        Loggers = loggers ?? NullLoggerFactory.Instance,
    });

    private async Task<(FactoryReport Report, IReadOnlyCollection<string> Started)> RunAsync(
        TestTree tree, Func<FactoryBuildRequest, FactoryBuildRequest>? change = null)
    {
        using var pipeline = Open();
        var started = new ConcurrentQueue<string>();
        var run = new FactoryBuildRequest { Tree = tree.Read() };
        var report = await pipeline.RunAsync(change?.Invoke(run) ?? run, progress =>
        {
            if (progress is FactoryProgress.Started)
                started.Enqueue(progress.Image);
            return ValueTask.CompletedTask;
        }, CancellationToken.None);
        return (report, started);
    }

    private static string States(FactoryReport report) =>
        string.Join(' ', report.Images.Select(image => $"{image.Image}:{image.State}"));

    private async Task<Digest?> FindAsync(string name) =>
        (await machine.Images.FindAsync(ImageReference.Parse(name), CancellationToken.None))?.Digest;

    [Fact]
    public async Task Every_image_is_built_once_after_those_it_is_made_from_and_published()
    {
        using var tree = Tree();
        var (report, started) = await RunAsync(tree);
        States(report).ShouldBe("base:Built left:Built right:Built top:Built",
            string.Join('\n', report.Images.Select(image => image.Cause)));
        started.Order().ShouldBe(["base", "left", "right", "top"]);
        var top = report.Images[^1].Record.ShouldNotBeNull();
        top.Tag.ShouldBe("1.0-p0");
        top.BaseDigest.ShouldBe(report.Images[1].Record!.Digest);
        (await FindAsync(top.ToString())).ShouldBe(top.Digest);
        (await FindAsync($"{top.Repository}:1.0")).ShouldBe(top.Digest);
        (await FindAsync($"{_name}/alias:1")).ShouldBe(report.Images[0].Record!.Digest);
        (await machine.Images.ListTagsAsync(top.Repository, CancellationToken.None))
            .ShouldBe(["1.0", "1.0-p0"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_there_is_not_built_again_and_a_change_is_built_with_all_that_is_made_from_it()
    {
        using var tree = Tree();
        await RunAsync(tree);
        States((await RunAsync(tree)).Report).ShouldBe("base:Unchanged left:Unchanged right:Unchanged top:Unchanged");

        tree.Write("left/file", "changed");
        var (report, started) = await RunAsync(tree);
        States(report).ShouldBe("base:Unchanged left:Built right:Unchanged top:Built");
        started.Order().ShouldBe(["left", "top"]);
        report.Images[1].Reasons.ShouldHaveSingleItem().ShouldStartWith("the file file changed");
        report.Images[3].Reasons.ShouldHaveSingleItem().ShouldStartWith("the image left below it changed");
        report.Images[1].Record!.Tag.ShouldBe("1.0-p1");
        report.Images[0].Record!.Tag.ShouldBe("1.0-p0");
    }

    [Fact]
    public async Task A_change_that_makes_the_same_image_publishes_nothing_and_rebuilds_nothing_above_it()
    {
        using var tree = Tree();
        await RunAsync(tree);
        tree.Write("base/Dockerfile.j2", "# a remark\nFROM busybox:1\nRUN echo base > /base");
        var (report, started) = await RunAsync(tree);
        started.ShouldBe(["base"]);
        report.Images[0].Record!.Tag.ShouldBe("1.0-p0");
        report.Images[3].State.ShouldBe(ImageState.Unchanged);
    }

    [Fact]
    public async Task A_bug_of_Slipway_is_named_as_one_and_logged()
    {
        using var tree = Tree();
        using var log = new RecordedLog();
        using var loggers = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var pipeline = Open(new FaultyImageRecords(), loggers);
        var report = await pipeline.RunAsync(
            new FactoryBuildRequest { Tree = tree.Read() }, _ => ValueTask.CompletedTask, CancellationToken.None);
        report.Images[0].Cause.ShouldBe("an error inside Slipway (InvalidOperationException): no element");
        report.Images[0].NextStep.ShouldBe("the server's log has the details");
        log.Entries.ShouldContain(entry => entry.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_failure_says_why_blocks_what_is_made_from_it_and_is_tried_again_next_time()
    {
        using var tree = Tree();
        tree.Write("left/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo trouble >&2; exit 3");
        var report = (await RunAsync(tree)).Report;
        States(report).ShouldBe("base:Built left:Failed right:Built top:Blocked");
        report.Succeeded.ShouldBeFalse();
        report.Images[1].Cause.ShouldNotBeNull().ShouldContain("3");
        report.Images[1].LastLines.ShouldContain("trouble");
        report.Images[3].Cause.ShouldNotBeNull().ShouldContain("left");
        tree.Write("left/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN true > /left");
        States((await RunAsync(tree)).Report).ShouldBe("base:Unchanged left:Built right:Unchanged top:Built");
    }

    [Fact]
    public async Task A_change_build_is_found_by_its_number_moves_no_tag_and_becomes_a_release_with_its_digest()
    {
        using var tree = Tree();
        await RunAsync(tree);
        tree.Write("left/file", "reviewed");
        var change = new ChangeNumber(19026, 2);
        var candidates = (await RunAsync(tree, run => run with { Change = change, Branch = "review" })).Report;
        States(candidates).ShouldBe("base:Unchanged left:Built right:Unchanged top:Built");
        var left = candidates.Images[1].Record!;
        left.Tag.ShouldBe("1.0-p1-19026_2");
        (await FindAsync($"{left.Repository}:1.0")).ShouldNotBe(left.Digest);
        (await _records.ListAsync(new ImageQuery { Change = 19026 }, CancellationToken.None))
            .Select(record => record.Image)
            .ShouldBe(["top", "left"], ignoreOrder: true);

        var (released, started) = await RunAsync(tree);
        started.ShouldBeEmpty();
        released.Images[1].Record!.Tag.ShouldBe("1.0-p1");
        released.Images[1].Record!.Digest.ShouldBe(left.Digest);
        (await FindAsync($"{left.Repository}:1.0")).ShouldBe(left.Digest);
    }

    [Fact]
    public async Task An_image_is_published_only_when_its_tests_pass_and_tested_again_when_they_change()
    {
        using var tree = Tree();
        string Test(string path) =>
            $"schemaVersion: 2.0.0\nfileExistenceTests:\n- {{name: it is there, path: {path}, shouldExist: true}}\n";
        tree.Write("left/tests/files.yml", Test("/nothing"));
        var report = (await RunAsync(tree)).Report;
        States(report).ShouldBe("base:Built left:Failed right:Built top:Blocked");
        report.Images[1].Cause.ShouldNotBeNull().ShouldContain("it is there");
        (await machine.Images.ListTagsAsync(report.Images[0].Record!.Repository.Replace(
            "base", "left", StringComparison.Ordinal), CancellationToken.None)).ShouldBeEmpty();

        tree.Write("left/tests/files.yml", Test("/left"));
        var passed = (await RunAsync(tree)).Report;
        States(passed).ShouldBe("base:Unchanged left:Built right:Unchanged top:Built");
        passed.Images[1].Record!.TestsPassed.ShouldBe(1);

        tree.Write("left/tests/files.yml", Test("/nothing else"));
        States((await RunAsync(tree)).Report).ShouldBe("base:Unchanged left:Failed right:Unchanged top:Blocked");
    }

    private static string FileTest(string path) =>
        $"schemaVersion: 2.0.0\nfileExistenceTests:\n- {{name: {path} is there, path: {path}, shouldExist: true}}\n";

    [Fact]
    public async Task The_tests_of_the_last_release_run_on_the_image_that_follows_it_in_its_line()
    {
        using var tree = Tree();
        tree.Write("right/tests/files.yml", FileTest("/right"))
            .Write("right/image.yml", "version: \"1.0\"\nmay-remove: [right]");
        Task<(FactoryReport Report, IReadOnlyCollection<string>)> BuildAsync() => RunAsync(
            tree, run => run with { Images = ["right"] });
        (await BuildAsync()).Report.Images[1].Tests.Select(test => test.Name).ShouldBe(["/right is there"]);

        tree.Write("right/tests/files.yml", FileTest("/other"))
            .Write("right/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo other > /other");
        var stopped = (await BuildAsync()).Report.Images[1];
        stopped.State.ShouldBe(ImageState.Failed);
        stopped.Tests.Select(test => (test.File, test.Outcome)).ShouldBe(
        [
            ("right/tests/files.yml", TestOutcome.Passed), ("since 1.0-p0: files.yml", TestOutcome.Failed),
            ("since 1.0-p0", TestOutcome.Passed),
        ]);
        stopped.Cause.ShouldNotBeNull().ShouldContain("since 1.0-p0: files.yml: /right is there");

        tree.Write("right/image.yml", "version: \"1.1\"");
        (await BuildAsync()).Report.Images[1].Record!.Tag.ShouldBe("1.1-p0");
    }

    [Fact]
    public async Task Images_that_are_there_are_tested_as_they_are()
    {
        using var tree = Tree();
        await RunAsync(tree, run => run with { Images = ["right"] });
        tree.Write("right/tests/files.yml", FileTest("/right")).Write("base/tests/files.yml", FileTest("/nothing"));
        using var pipeline = Open();
        var report = await pipeline.TestAsync(
            new FactoryBuildRequest { Tree = tree.Read() }, _ => ValueTask.CompletedTask, CancellationToken.None);
        States(report).ShouldBe("base:Failed left:Failed right:Tested top:Failed");
        report.Succeeded.ShouldBeFalse();
        report.Images[0].Cause.ShouldBe("1 of 1 tests failed: /nothing is there");
        report.Images[1].Cause.ShouldBe("it was never built");
        (await _records.ListAsync(new ImageQuery { Image = "right" }, CancellationToken.None))
            .ShouldHaveSingleItem().TestsPassed.ShouldBe(0);
    }

    [Fact]
    public async Task A_published_version_goes_only_by_pruning_and_its_tests_with_it()
    {
        using var tree = Tree();
        tree.Write("right/tests/files.yml", FileTest("/right"));
        var first = (await RunAsync(tree, run => run with { Images = ["right"], Change = new ChangeNumber(7, null),
            Branch = "review" })).Report.Images[1].Record!;
        var name = ImageReference.Parse(first.ToString());
        await Refusal.OfAsync(
            ErrorCode.TagFixed, () => machine.Images.TagAsync(name, first.BaseDigest!.Value, CancellationToken.None));
        await Refusal.OfAsync(ErrorCode.TagFixed, () => machine.Images.RemoveAsync(name, CancellationToken.None));
        (await PinnedTestsAsync()).ShouldContain(first.Tests!.Value);

        using var pipeline = Open();
        var policy =
            new ImagePrunePolicy { Others = TimeSpan.FromMilliseconds(-1), Main = TimeSpan.FromMilliseconds(-1) };
        (await pipeline.PruneAsync(policy, Nothing, dry: true, CancellationToken.None)).Removed
            .ShouldContain(record => record.Id == first.Id);
        (await FindAsync(first.ToString())).ShouldBe(first.Digest);
        await pipeline.PruneAsync(policy, Nothing, dry: false, CancellationToken.None);
        (await FindAsync(first.ToString())).ShouldBeNull();
        (await PinnedTestsAsync()).ShouldNotContain(first.Tests!.Value);
    }

    [Fact]
    public async Task What_was_pruned_the_registry_collects_and_what_stays_is_whole()
    {
        using var tree = Tree();
        var stays = (await RunAsync(tree, run => run with { Images = ["right"] })).Report.Images[1].Record!;
        tree.Write("right/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo review > /right");
        var goes = (await RunAsync(tree, run => run with { Images = ["right"], Change = new ChangeNumber(8, null),
            Branch = "review" })).Report.Images[1].Record!;
        await machine.Content.CollectAsync(CancellationToken.None);
        machine.Content.SizeOf(goes.Digest).ShouldNotBeNull();

        using var pipeline = Open();
        var policy = new ImagePrunePolicy { Others = TimeSpan.FromMilliseconds(-1) };
        var plan = await pipeline.PruneAsync(policy, Nothing, dry: false, CancellationToken.None);
        plan.Removed.ShouldContain(record => record.Id == goes.Id);
        plan.Kept.ShouldContain(entry => entry.Record.Id == stays.Id);
        await machine.Content.CollectAsync(CancellationToken.None);

        machine.Content.SizeOf(goes.Digest).ShouldBeNull();
        await using var export = await ImageExport.OpenAsync(
            machine.Content, await machine.Images.GetAsync(stays.Digest, CancellationToken.None), null,
            CancellationToken.None);
        export.Write(Stream.Null, CancellationToken.None);
    }

    private static Task<IReadOnlySet<Digest>> Nothing(CancellationToken cancel) =>
        Task.FromResult<IReadOnlySet<Digest>>(new HashSet<Digest>());

    private async Task<IEnumerable<Digest>> PinnedTestsAsync() =>
        (await machine.Content.ListPinsAsync("factory-tests/", CancellationToken.None)).Select(pin => pin.Digest);

    [Fact]
    public async Task What_users_of_a_line_had_goes_only_with_the_next_minor_version()
    {
        using var tree = Tree();
        await RunAsync(tree);
        tree.Write("right/Dockerfile.j2", "FROM {{ image_spec('base') }}\nRUN echo other > /other");
        (await RunAsync(tree, run => run with { Images = ["right"] })).Report.Images[1].Cause
            .ShouldNotBeNull().ShouldContain("/right is gone");
        tree.Write("right/image.yml", "version: \"1.0\"\nmay-remove: [right]");
        (await RunAsync(tree, run => run with { Images = ["right"] })).Report.Images[1].Record!.Tag.ShouldBe("1.0-p1");
        tree.Write("right/Dockerfile.j2", "FROM {{ image_spec('base') }}").Write("right/image.yml", "version: \"1.1\"");
        (await RunAsync(tree, run => run with { Images = ["right"] })).Report.Images[1].Record!.Tag.ShouldBe("1.1-p0");
    }

    [Fact]
    public async Task Only_the_wanted_images_and_those_below_them_are_made()
    {
        using var tree = Tree();
        States((await RunAsync(tree, run => run with { Images = ["right"] })).Report)
            .ShouldBe("base:Built right:Built");
        await Refusal.OfAsync(ErrorCode.Factory, () => RunAsync(tree, run => run with { Images = ["nobody"] }));
    }

    [Fact]
    public async Task What_a_crashed_run_was_about_to_test_goes_with_the_next_run()
    {
        using var tree = Tree();
        var published = (await RunAsync(tree)).Report.Images[0].Record!;
        await machine.Images.TagAsync(ImageReference.Parse($"{published.Repository}:candidate-0123456789abcdef"),
            published.Digest, CancellationToken.None);
        await RunAsync(tree);
        (await machine.Images.ListTagsAsync(published.Repository, CancellationToken.None))
            .ShouldBe(["1.0", "1.0-p0"], ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_built_when_a_spec_test_fails()
    {
        using var tree = Tree();
        tree.Write("top/Dockerfile.j2", "FROM {{ nothing }}");
        (await Refusal.OfAsync(ErrorCode.Factory, () => RunAsync(tree))).Message
            .ShouldContain("top/Dockerfile.j2, line 1");
        (await _records.ListAsync(new ImageQuery(), CancellationToken.None)).ShouldBeEmpty();
    }
}
