using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Slipway.Build;
using Slipway.Dockerfiles;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Graph;
using Slipway.Factory.Identity;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.Pipeline;

/// <summary>Processes one image of a run.</summary>
internal sealed partial class ImageJob(
    FactoryServices services, ImagePublisher publisher, FactoryBuildRequest run, ImageGraph graph,
    IReadOnlyDictionary<string, RenderedImage> images,
    TreeSources sources, Workspace workspace, Func<FactoryProgress, ValueTask> progress)
{
    /// <summary>The prefix of the temporary tag of an image under test.</summary>
    public const string CandidatePrefix = "candidate-";

    private readonly ILogger _log = services.Loggers.CreateLogger<ImageJob>();
    private readonly IdentityReader _identities = new(services, run, graph, sources);

    private readonly TestArchives _archives = new(services.Content);
    private readonly ConcurrentDictionary<string, ImmutableArray<ImageTestResult>> _tests = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, ImageResult> Results { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Processes an image whose parents are done. Errors become its result; only a cancelled run throws.
    /// </summary>
    public async Task<ImageState> RunAsync(string name, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            return await EndAsync(await RunAsync(images[name], watch, cancel));
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            if (InternalError.Is(e))
                LogFailure(name, e);
            return await EndAsync(FailureOf(name, e, watch.Elapsed));
        }
    }

    public async Task BlockAsync(string name, string failed) =>
        await EndAsync(new ImageResult(name, ImageState.Blocked, null, TimeSpan.Zero)
        {
            Cause = $"{failed}, which it is made from, failed",
        });

    private async Task<ImageState> EndAsync(ImageResult result)
    {
        result = result with { Tests = _tests.GetValueOrDefault(result.Image, []) };
        Results[result.Image] = result;
        await progress(new FactoryProgress.Ended(result));
        return result.State;
    }

    private async Task<ImageResult> RunAsync(RenderedImage image, Stopwatch watch, CancellationToken cancel)
    {
        var name = image.Image.Name;
        var identity = await _identities.OfAsync(image, parent => Results[parent].Record!, cancel);
        var made = await services.Records.FindAsync(run.Tree.Settings.Name, name, identity.Digest, cancel);
        if (made is not null && await IsStoredAsync(made, cancel))
            return await ReuseAsync(image, made, watch, cancel);
        var reasons = await _identities.ReasonsAsync(name, identity, cancel);
        await progress(new FactoryProgress.Started(name, [.. reasons]));
        var built = await BuildAsync(image, identity, cancel);
        try
        {
            var tests = await TestAsync(image.Image, built, cancel);
            var record = await DescribeAsync(image, identity, built, tests, cancel);
            record = await publisher.PublishAsync(record with { Took = watch.Elapsed }, cancel);
            return new ImageResult(name, ImageState.Built, record, watch.Elapsed) { Reasons = [.. reasons] };
        }
        finally
        {
            await services.Images.UntagAsync(CandidateOf(name, identity), CancellationToken.None);
        }
    }

    /// <summary>A candidate of a change becomes a release unchanged: what was tested is published.</summary>
    private async Task<ImageResult> ReuseAsync(
        RenderedImage image, ImageRecord made, Stopwatch watch, CancellationToken cancel)
    {
        made = await RetestedAsync(image.Image, made, cancel);
        var promotes = run.Change is null && made.Change is not null;
        var record = promotes ? await publisher.PromoteAsync(
            made, run.Tree.Settings.Tag, run.Branch, run.TemplateCommit, cancel) : made;
        return new ImageResult(
            image.Image.Name, promotes ? ImageState.Built : ImageState.Unchanged, record, watch.Elapsed)
        {
            Reasons = [promotes
                ? $"{made.Tag}, which was built for change {made.Change}, is what it would be"
                : $"{made.Tag} is what it would be"],
        };
    }

    /// <summary>An existing image is tested again when its tests have changed.</summary>
    private async Task<ImageRecord> RetestedAsync(TreeImage image, ImageRecord made, CancellationToken cancel)
    {
        if (DigestOf(TestFiles.Pack(run.Tree, image, cancel)) == made.Tests)
            return made;
        var tests = await TestAsync(image, await services.Images.GetAsync(made.Digest, cancel), cancel);
        var tested = made with { Tests = tests, TestsPassed = PassedBy(image.Name) };
        await services.Records.AddAsync(tested, cancel);
        return tested;
    }

    /// <returns>The digest of the stored tests; null when there are none.</returns>
    /// <exception cref="SlipwayException">Some failed.</exception>
    private async Task<Digest?> TestAsync(TreeImage image, Image built, CancellationToken cancel)
    {
        var archive = TestFiles.Pack(run.Tree, image, cancel);
        var stage = new TestStage(services, run, FindAsync, workspace);
        var results = await stage.RunAsync(
            image, built, DigestOf(archive), line => progress(new FactoryProgress.Line(image.Name, line)), cancel);
        _tests[image.Name] = results;
        TestStage.Require(results);
        if (archive is not null)
            await _archives.StoreAsync(archive, cancel);
        return DigestOf(archive);
    }

    private int PassedBy(string image) => _tests[image].Count(result => result.Outcome == TestOutcome.Passed);

    private static Digest? DigestOf(byte[]? archive) => archive is null ? null : Digest.OfBytes(archive);

    /// <summary>Resolves an image named in a test: one of the tree by its name, else any stored image.</summary>
    private async Task<Image?> FindAsync(string name, CancellationToken cancel)
    {
        if (Results.GetValueOrDefault(name)?.Record is { } record)
            return await services.Images.GetAsync(record.Digest, cancel);
        return ImageReference.TryParse(name, out var reference)
            ? await services.Images.FindAsync(reference, cancel) : null;
    }

    private async Task<Image> BuildAsync(RenderedImage image, ImageIdentity identity, CancellationToken cancel)
    {
        var name = image.Image.Name;
        var candidate = CandidateOf(name, identity);
        if (image.Image.Settings.Debian is { } suite)
        {
            return await services.Debian.BuildAsync(
                new()
                {
                    Name = candidate, Suite = suite, Packages = image.Image.Settings.DebianPackages, Refresh = true,
                },
                line => progress(new FactoryProgress.Line(name, line)), cancel);
        }
        var context = Directory.CreateDirectory(workspace.NewPath()).FullName;
        new ContextFiles(run.Tree).Write(image, context, await sources.FetchAsync(image, cancel), cancel);
        var build = new DockerfileBuild
        {
            Context = context,
            Name = candidate,
            Contexts = graph[name].Parents.ToDictionary(
                parent => _identities.ReferenceOf(parent), NamedContext (parent) => ContextOf(Results[parent].Record!)),
            OutsideState = identity.Parts.FirstOrDefault(part => part.Kind == IdentityKind.Packages)?.Value,
        };
        return await services.Dockerfiles.BuildAsync(build, one => ReportProgressAsync(name, one), cancel);
    }

    private async Task<ImageRecord> DescribeAsync(
        RenderedImage image, ImageIdentity identity, Image built, Digest? tests, CancellationToken cancel)
    {
        var below = graph[image.Image.Name].Parents.Select(parent => Results[parent].Record!).FirstOrDefault();
        return new ImageRecord
        {
            Id = ImageRecord.NewId(services.Time.GetUtcNow()),
            Tree = run.Tree.Settings.Name,
            Image = image.Image.Name,
            Repository = GraphBuilder.RepositoryOf(run.Tree.Settings, image.Image.Name),
            Tag = run.Tree.Settings.Tag,
            Line = image.Image.Settings.Version,
            Followers = [$"{GraphBuilder.RepositoryOf(run.Tree.Settings, image.Image.Name)}:" +
                $"{GraphBuilder.TagOf(run.Tree.Settings, image.Image)}",
                .. image.Image.Settings.Aliases],
            Digest = built.Digest,
            Identity = identity.Digest,
            Parts = identity.Parts,
            Built = services.Time.GetUtcNow(),
            Branch = run.Branch,
            Change = run.Change,
            ChangeLink = run.ChangeLink,
            TemplateCommit = run.TemplateCommit,
            BaseName = below?.ToString(),
            BaseDigest = below?.Digest,
            TestsPassed = PassedBy(image.Image.Name),
            Tests = tests,
            Packages = await services.Engine.ViewAsync(
                built.Layers, root => Task.FromResult(DebianPackages.Read(root)), cancel),
        };
    }

    private async ValueTask ReportProgressAsync(string name, BuildProgress one)
    {
        var line = one switch
        {
            BuildProgress.StepStarted step => $"[{step.Number}/{step.Count}] {step.Text}",
            BuildProgress.Output output => output.Line.Text,
            BuildProgress.Warning warning => $"warning: {warning.Text}",
            _ => null,
        };
        if (line is not null)
            await progress(new FactoryProgress.Line(name, line));
    }

    private async Task<bool> IsStoredAsync(ImageRecord record, CancellationToken cancel) =>
        await services.Images.FindAsync(
            ImageReference.Parse(record.Repository).WithDigest(record.Digest), cancel) is not null;

    private ImageReference CandidateOf(string name, ImageIdentity identity) =>
        ImageReference.Parse(
            $"{GraphBuilder.RepositoryOf(run.Tree.Settings, name)}:{CandidatePrefix}{identity.Digest.Hex[..16]}");

    private static NamedContext.Image ContextOf(ImageRecord record) =>
        new NamedContext.Image(ImageReference.Parse(record.Repository).WithDigest(record.Digest));

    private static ImageResult FailureOf(
        string name, Exception e, TimeSpan duration) => new(name, ImageState.Failed, null, duration)
    {
        Cause = InternalError.CauseOf(e),
        NextStep = InternalError.Is(e) ? InternalError.NextStep : (e as SlipwayException)?.NextStep,
        LastLines = (e as DockerfileException)?.LastLines ?? [],
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "image {Image} could not be made")]
    private partial void LogFailure(string image, Exception failure);
}
