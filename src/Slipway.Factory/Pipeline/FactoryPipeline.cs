using System.Collections.Immutable;
using System.Diagnostics;
using Slipway.Build;
using Slipway.Dockerfiles;
using Slipway.Factory.Graph;
using Slipway.Factory.Pruning;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Specs;
using Slipway.Factory.Trees;
using Slipway.ImageTests.Clusters;
using Slipway.Oci;

namespace Slipway.Factory.Pipeline;

/// <summary>
/// Builds the images of a tree in dependency order, in parallel: spec tests for all, then for each image identity,
/// build, tests, publishing. It has no state of its own: after a crash the run is repeated, and finds finished images
/// by their identity.
/// </summary>
public sealed class FactoryPipeline : IDisposable
{
    private readonly FactoryServices _services;
    private readonly ImagePublisher _publisher;
    private readonly SemaphoreSlim _lock = new(1);

    public FactoryPipeline(FactoryServices services)
    {
        _services = services;
        _publisher = new ImagePublisher(services.Images, services.Records, services.Time);
        Workspace.Clear(services.WorkDirectory);
    }

    /// <exception cref="SlipwayException">A spec test failed, or the request names what is not there; nothing was
    /// built.</exception>
    public async Task<FactoryReport> RunAsync(
        FactoryBuildRequest run, Func<FactoryProgress, ValueTask> progress, CancellationToken cancel)
    {
        var (graph, images) = Inspect(run);
        var schedule = new Schedule(graph, Wanted(run, graph), await EstimatesAsync(run, graph, cancel));
        foreach (var image in schedule.States.Keys)
            await progress(new FactoryProgress.Planned(image, graph[image].Parents));
        using var held = await AcquireLockAsync(progress, cancel);
        await OpenAsync(run.Cluster, cancel);
        var watch = Stopwatch.StartNew();
        await RemoveCandidatesAsync(run, graph, cancel);
        using var workspace = new Workspace(_services.WorkDirectory);
        var sources = new TreeSources(run.Tree, _services.Repositories, run.Sources, workspace);
        var work = new ImageJob(_services, _publisher, run, graph, images, sources, workspace, progress);
        await new ParallelBuilder(schedule, work).RunAsync(run.Workers, cancel);
        return new FactoryReport([.. schedule.States.Select(state => work.Results[state.Key])], watch.Elapsed);
    }

    /// <summary>
    /// Tests the newest images of a tree, or those of <see cref="FactoryBuildRequest.Change"/>, without building.
    /// </summary>
    /// <exception cref="SlipwayException">A spec test failed, or the request names what is not there.</exception>
    public async Task<FactoryReport> TestAsync(
        FactoryBuildRequest run, Func<FactoryProgress, ValueTask> progress, CancellationToken cancel)
    {
        var (graph, _) = Inspect(run);
        var wanted = Wanted(run, graph);
        using var held = await AcquireLockAsync(progress, cancel);
        await OpenAsync(run.Cluster, cancel);
        using var workspace = new Workspace(_services.WorkDirectory);
        return await new PublishedImageTester(_services, run, workspace, progress).RunAsync(wanted, cancel);
    }

    /// <summary>Deletes old images of all trees that nothing needs.</summary>
    /// <param name="used">Returns the manifests that must be kept.</param>
    /// <param name="dry">Only plan.</param>
    public async Task<ImagePrunePlan> PruneAsync(
        ImagePrunePolicy policy, Func<CancellationToken, Task<IReadOnlySet<Digest>>> used, bool dry,
        CancellationToken cancel)
    {
        using var held = dry ? null : await AcquireLockAsync(null, cancel);
        return await new ImagePruner(_services).RunAsync(policy, await used(cancel), dry, cancel);
    }

    /// <summary>
    /// Releases all candidates of a change, parents first. They keep their digests: what was tested is released.
    /// </summary>
    /// <exception cref="SlipwayException">There is no candidate of this change.</exception>
    public async Task<IReadOnlyList<ImageRecord>> PromoteAsync(int change, CancellationToken cancel)
    {
        using var held = await AcquireLockAsync(null, cancel);
        var candidates = await _services.Records.ListAsync(new ImageQuery { Change = change }, cancel);
        if (candidates.Count == 0)
            throw new SlipwayException(
                ErrorCode.Factory,
                $"no image was built for change {change}", "slipway factory status shows those that were");
        var released = new List<ImageRecord>();
        foreach (var newest in candidates.DistinctBy(record => (record.Tree, record.Image))
            .OrderBy(record => record.Id, StringComparer.Ordinal))
        {
            var tag = newest.Line is null ? newest.Tag[..^$"-{newest.Change}".Length] : newest.Tag;
            released.Add(await _publisher.PromoteAsync(
                newest, tag, ImageRecord.MainBranch, newest.TemplateCommit, cancel));
        }
        return released;
    }

    /// <summary>What the next run would do with an image, given its newest parents.</summary>
    /// <exception cref="SlipwayException">A spec test failed, or there is no such image.</exception>
    public async Task<ImageExplanation> ExplainAsync(FactoryBuildRequest run, string image, CancellationToken cancel)
    {
        var (graph, images) = Inspect(run);
        if (!graph.Has(image))
            throw new SlipwayException(
                ErrorCode.Factory, $"this tree has no image {image}", "slipway factory graph shows its images");
        var newest = new Dictionary<string, ImageRecord>();
        foreach (var name in graph[image].Parents.Append(image))
        {
            var query = new ImageQuery { Tree = run.Tree.Settings.Name, Image = name, Limit = 1 };
            if (await _services.Records.ListAsync(query, cancel) is [var record])
                newest.Add(name, record);
        }
        var own = newest.GetValueOrDefault(image);
        var unbuilt = graph[image].Parents.Where(parent => !newest.ContainsKey(parent))
            .Select(parent => $"{parent} below it was never built").ToList();
        if (unbuilt.Count > 0)
            return new ImageExplanation(image, true, [.. unbuilt], own);
        var reader = new IdentityReader(
            _services, run, graph, new TreeSources(run.Tree, _services.Repositories, run.Sources, null));
        var identity = await reader.OfAsync(images[image], parent => newest[parent], cancel);
        var known = await _services.Records.FindAsync(run.Tree.Settings.Name, image, identity.Digest, cancel);
        return known is not null
            ? new ImageExplanation(image, false, [$"{known.Tag}, built {known.Built:u}, is what it would be"], known)
            : new ImageExplanation(image, true, [.. await reader.ReasonsAsync(image, identity, cancel)], own);
    }

    public void Dispose()
    {
        _publisher.Dispose();
        _lock.Dispose();
    }

    /// <summary>
    /// Serializes runs: a run finds the results of the previous one, and no image is deleted while another run tests it
    /// or builds on it.
    /// </summary>
    private async Task<PipelineLock> AcquireLockAsync(
        Func<FactoryProgress, ValueTask>? progress, CancellationToken cancel)
    {
        if (!_lock.Wait(0, cancel))
        {
            if (progress is not null)
                await progress(new FactoryProgress.Waiting());
            await _lock.WaitAsync(cancel);
        }
        return new PipelineLock(_lock);
    }

    /// <summary>An unusable cluster is reported before anything is built.</summary>
    private Task OpenAsync(PodCluster? cluster, CancellationToken cancel) =>
        cluster is null ? Task.CompletedTask : cluster.OpenAsync(_services.Time, cancel);

    private static (ImageGraph Graph, IReadOnlyDictionary<string, RenderedImage> Images) Inspect(
        FactoryBuildRequest run)
    {
        var specs = SpecTests.Run(run.Tree);
        return specs.Graph is { } graph && specs.Passed
            ? (graph, specs.Images.ToDictionary(image => image.Image.Name))
            : throw new SlipwayException(
                ErrorCode.Factory, $"the spec tests failed, nothing is built:\n  {string.Join("\n  ", specs.Findings)}",
                "correct the templates; slipway factory lint tells more");
    }

    private async Task<Dictionary<string, TimeSpan>> EstimatesAsync(
        FactoryBuildRequest run, ImageGraph graph, CancellationToken cancel)
    {
        var estimates = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var image in graph.Order)
        {
            var newest = await _services.Records.ListAsync(
                new ImageQuery { Tree = run.Tree.Settings.Name, Image = image, Limit = 1 }, cancel);
            if (newest is [{ Took.Ticks: > 0 } known])
                estimates[image] = known.Took;
        }
        return estimates;
    }

    /// <summary>Releases the leases of images that a crashed run was about to test.</summary>
    private async Task RemoveCandidatesAsync(FactoryBuildRequest run, ImageGraph graph, CancellationToken cancel)
    {
        foreach (var repository in graph.Order.Select(image => GraphBuilder.RepositoryOf(run.Tree.Settings, image)))
        {
            var tags = await _services.Images.ListTagsAsync(repository, cancel);
            foreach (var tag in tags.Where(tag => tag.StartsWith(ImageJob.CandidatePrefix, StringComparison.Ordinal)))
                await _services.Images.UntagAsync(ImageReference.Parse($"{repository}:{tag}"), cancel);
        }
    }

    private static ImmutableArray<string> Wanted(FactoryBuildRequest run, ImageGraph graph)
    {
        if (run.Images.IsEmpty)
            return graph.Order;
        var unknown = run.Images.Where(image => !graph.Has(image)).ToList();
        return unknown.Count == 0
            ? run.Images
            : throw new SlipwayException(
                ErrorCode.Factory,
                $"this tree has no image {string.Join(", ", unknown)}", "slipway factory graph shows its images");
    }

    private sealed class PipelineLock(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
