using System.Collections.Immutable;
using System.Diagnostics;
using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Records;
using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.Pipeline;

/// <summary>Tests published images with the current tests of the tree. Nothing is built or recorded.</summary>
internal sealed class PublishedImageTester(
    FactoryServices services, FactoryBuildRequest run, Workspace workspace, Func<FactoryProgress, ValueTask> progress)
{
    public async Task<FactoryReport> RunAsync(ImmutableArray<string> images, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var results = new ImageResult[images.Length];
        var workers = new ParallelOptions { MaxDegreeOfParallelism = run.Workers, CancellationToken = cancel };
        await Parallel.ForAsync(0, images.Length, workers, async (at, stop) =>
        {
            results[at] = await TestAsync(run.Tree.Images[images[at]], stop);
            await progress(new FactoryProgress.Ended(results[at]));
        });
        return new FactoryReport([.. results], watch.Elapsed);
    }

    private async Task<ImageResult> TestAsync(TreeImage image, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var record = await NewestAsync(image.Name, cancel);
        if (record is null)
        {
            return new ImageResult(image.Name, ImageState.Failed, null, watch.Elapsed)
            {
                Cause = run.Change is null ? "it was never built" : $"it was not built for change {run.Change}",
                NextStep = "build it first: slipway factory build",
            };
        }
        await progress(new FactoryProgress.Started(image.Name, [$"{record.Tag}, built {record.Built:u}, is tested"]));
        var stage = new TestStage(services, run, FindAsync, workspace);
        var tests = await stage.RunAsync(
            image, await services.Images.GetAsync(record.Digest, cancel), record.Tests,
            line => progress(new FactoryProgress.Line(image.Name, line)), cancel);
        var failed = tests.Where(test => test.Outcome == TestOutcome.Failed).Select(test => test.Name).ToList();
        return new ImageResult(
            image.Name, failed.Count == 0 ? ImageState.Tested : ImageState.Failed, record, watch.Elapsed)
        {
            Tests = tests,
            Reasons = [$"{tests.Length - failed.Count} of {tests.Length} tests passed"],
            Cause = failed.Count == 0
                ? null
                : $"{failed.Count} of {tests.Length} tests failed: {string.Join(", ", failed)}",
            NextStep = failed.Count == 0 ? null : "correct the image or its tests",
        };
    }

    private async Task<ImageRecord?> NewestAsync(string image, CancellationToken cancel)
    {
        var query = new ImageQuery { Tree = run.Tree.Settings.Name, Image = image, Change = run.Change?.Number };
        return (await services.Records.ListAsync(query, cancel))
            .FirstOrDefault(record => run.Change is null
                ? record.Change is null
                : run.Change.Patchset is null || record.Change == run.Change);
    }

    private async Task<Image?> FindAsync(string name, CancellationToken cancel)
    {
        if (run.Tree.Images.ContainsKey(name) && await NewestAsync(name, cancel) is { } record)
            return await services.Images.GetAsync(record.Digest, cancel);
        return ImageReference.TryParse(name, out var reference)
            ? await services.Images.FindAsync(reference, cancel) : null;
    }
}
