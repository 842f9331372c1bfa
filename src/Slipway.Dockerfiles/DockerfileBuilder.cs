using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Slipway.Build;
using Slipway.Build.Cache;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Execution;
using Slipway.Dockerfiles.Planning;
using Slipway.Dockerfiles.Syntax;
using Slipway.Engine.Builds;
using Slipway.Oci;
using Slipway.Oci.Layers;
using Slipway.Registry.Content;

namespace Slipway.Dockerfiles;

/// <summary>
/// Builds images from Dockerfiles like docker's classic builder, with the same configuration, history and files, and
/// with BuildKit's here-documents and <c>RUN --mount</c>. The same input gives the same digest. Base images come from
/// the image store.
/// </summary>
public sealed class DockerfileBuilder
{
    private const int MaxImages = 100;
    private readonly DockerfileBuilderOptions _options;
    private readonly BuildEngine _engine;
    private readonly ContentStore _content;
    private readonly ImageStore _images;
    private readonly BuildCache _cache;
    private readonly CacheMounts _cacheMounts;

    public DockerfileBuilder(
        DockerfileBuilderOptions options, BuildEngine engine, ContentStore content, ImageStore images, BuildCache cache)
    {
        (_options, _engine, _content, _images, _cache) = (options, engine, content, images, cache);
        Directory.CreateDirectory(options.Mounts);
        Workspace.Clear(options.Work);
        _cacheMounts = new CacheMounts(options.Mounts, options.CacheMountLimit);
    }

    /// <summary>Builds the image and tags it.</summary>
    /// <exception cref="DockerfileException">The Dockerfile, its context or one of its steps is at fault.</exception>
    /// <exception cref="SlipwayException">The disk is full.</exception>
    public async Task<Image> BuildAsync(
        DockerfileBuild request, Func<BuildProgress, ValueTask> progress, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(request.Timeout);
        try
        {
            return await FullDisk.TranslateAsync(() => RunAsync(request, progress, limit.Token));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new DockerfileException(
                ErrorCode.BuildLimit, $"the build took longer than {request.Timeout.TotalSeconds:0} s",
                null, "Find out which step is slow, or allow more time.");
        }
    }

    private async Task<Image> RunAsync(
        DockerfileBuild request, Func<BuildProgress, ValueTask> progress, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var file = Dockerfile.Parse(
            BuildContext.ReadDockerfile(request.Context, request.Dockerfile, DockerfileLimits.Bytes));
        var lease = await _content.LeaseAsync("dockerfile build", request.Timeout + TimeSpan.FromHours(1), cancel);
        try
        {
            var inputs = new PlanInputs(file, request.Target,
                request.Arguments.ToImmutableDictionary(StringComparer.Ordinal), request.Time, Architecture)
            {
                Contexts = OriginsOf(request.Contexts),
            };
            var (plan, images) = await PlanAsync(inputs, lease, cancel);
            foreach (var warning in plan.Warnings)
                await progress(new BuildProgress.Warning(warning));
            using var session = Open(request, plan, images, lease, progress);
            var image = await ExecuteAsync(session, plan, cancel);
            await _cache.TrimAsync(cancel);
            await progress(new BuildProgress.Stored(request.Name, image.Digest, watch.Elapsed));
            return image;
        }
        finally
        {
            await _content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private static string Architecture =>
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";

    private BuildSession Open(
        DockerfileBuild request, BuildPlan plan, IReadOnlyDictionary<ImageReference, Image> images,
        Lease lease, Func<BuildProgress, ValueTask> progress) => new()
    {
        Request = request,
        Time = request.Time ?? TimeOf(plan, images),
        Engine = _engine,
        Cache = _cache,
        CacheMounts = _cacheMounts,
        Lease = lease,
        Images = images,
        Progress = progress,
        Mask = new SecretMask(request.Secrets.Values.Select(secret => Encoding.UTF8.GetString(secret.Span))),
        StepCount = plan.StepCount,
        Context = BuildContext.Open(request.Context, request.Dockerfile),
        Contexts = NamedDirectories(request),
        Repositories = _options.Repositories,
        Workspace = new Workspace(_options.Work),
    };

    private static ImmutableDictionary<string, FileOrigin> OriginsOf(IReadOnlyDictionary<string, NamedContext> contexts)
    {
        var origins = ImmutableDictionary.CreateBuilder<string, FileOrigin>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, context) in contexts)
        {
            FileOrigin origin = context is NamedContext.Image image
                ? new FileOrigin.Image(image.Reference)
                : new FileOrigin.Context(name);
            if (!NamedContext.IsName(name) || !origins.TryAdd(name, origin))
                throw new DockerfileException(ErrorCode.DockerfileRequest,
                    $"'{Excerpt.Of(name)}' cannot name a build context, or is given twice", null,
                    "Use letters, digits, '.', '_', '-', '/', ':' and '@', and not scratch.");
        }
        return origins.ToImmutable();
    }

    private static Dictionary<string, SourceTree> NamedDirectories(DockerfileBuild request)
    {
        var opened = new Dictionary<string, SourceTree>(StringComparer.Ordinal);
        foreach (var (name, context) in request.Contexts)
        {
            if (context is NamedContext.Directory directory)
                opened.Add(name, BuildContext.OpenNamed(name, directory.Path));
        }
        return opened;
    }

    /// <summary>The creation time of the newest base image, in whole seconds; the epoch when there is none.</summary>
    private static DateTimeOffset TimeOf(BuildPlan plan, IReadOnlyDictionary<ImageReference, Image> images)
    {
        var times = plan.Stages.Select(stage => stage.Base)
            .OfType<FileOrigin.Image>().Select(image => images[image.Reference].Config.Created);
        return DateTimeOffset.FromUnixTimeSeconds((times.Max() ?? DateTimeOffset.UnixEpoch).ToUnixTimeSeconds());
    }

    /// <summary>
    /// Plans, loads the images that the plan needs, and plans again: ONBUILD triggers of a base image may need more.
    /// </summary>
    private async Task<(BuildPlan Plan, IReadOnlyDictionary<ImageReference, Image> Images)> PlanAsync(
        PlanInputs inputs, Lease lease, CancellationToken cancel)
    {
        var known = new Dictionary<ImageReference, Image>();
        while (true)
        {
            var (plan, missing) = BuildPlanner.Plan(
                inputs, known.ToDictionary(image => image.Key, image => image.Value.Config));
            if (plan is not null)
                return (plan, known);
            if (known.Count + missing.Count > MaxImages)
                throw new DockerfileException(ErrorCode.BuildLimit, $"the build needs more than {MaxImages} images");
            foreach (var reference in missing)
                known[reference] = await FetchAsync(reference, lease, cancel);
        }
    }

    private async Task<Image> FetchAsync(ImageReference reference, Lease lease, CancellationToken cancel)
    {
        if (reference.Host is not null)
            throw new DockerfileException(
                ErrorCode.DockerfileImage, $"the image {reference} is in another registry", null,
                "Import it first, and name it without the host.");
        var image = await _images.FindAsync(reference, cancel)
            ?? throw new DockerfileException(ErrorCode.DockerfileImage, $"the image {reference} is not stored",
                null, "Build or import it first; `slipway image list` shows those that are stored.");
        foreach (var layer in image.Layers.Layers)
        {
            if (!await _content.ProtectAsync(layer.Blob.Digest, lease, cancel))
                throw new DockerfileException(ErrorCode.DockerfileImage, $"a layer of the image {reference} is missing",
                    null, "Build or import it again.");
        }
        return image;
    }

    private async Task<Image> ExecuteAsync(BuildSession session, BuildPlan plan, CancellationToken cancel)
    {
        var history = new Dictionary<int, IReadOnlyList<HistoryEntry>>();
        foreach (var stage in plan.Stages)
        {
            await using var execution = new StageExecution(session, stage);
            var (layers, own) = await execution.RunAsync(cancel);
            session.Stages[stage.Index] = layers;
            history[stage.Index] = [.. HistoryOf(session, stage.Base, history), .. own];
        }
        var config = ImageConfigWriter.Of(
            session, plan.Target, session.Stages[plan.Target.Index], history[plan.Target.Index], Architecture);
        var descriptors = session.Stages[plan.Target.Index].Layers.Select(layer => layer.Blob).ToList();
        return await _images.PutAsync(session.Request.Name, config, descriptors, session.Lease, cancel);
    }

    private static IReadOnlyList<HistoryEntry> HistoryOf(
        BuildSession session, FileOrigin origin, Dictionary<int, IReadOnlyList<HistoryEntry>> stages) =>
        origin switch
    {
        FileOrigin.Stage stage => stages[stage.Index],
        FileOrigin.Image image => session.Images[image.Reference].Config.History ?? [],
        _ => [],
    };
}
