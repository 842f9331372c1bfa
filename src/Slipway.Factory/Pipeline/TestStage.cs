using System.Collections.Immutable;
using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Graph;
using Slipway.Factory.Records;
using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Regression;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.Pipeline;

/// <summary>
/// Tests an image: with the tests next to its template, and against the last release of the same minor version: with
/// that release's tests, configuration and files.
/// </summary>
/// <param name="sibling">Resolves another image of the tree; null when it has none.</param>
internal sealed class TestStage(
    FactoryServices services, FactoryBuildRequest run,
    Func<string, CancellationToken, Task<Image?>> sibling, Workspace workspace)
{
    private readonly TestArchives _archives = new(services.Content);

    /// <summary>All results; failures are reported as they occur.</summary>
    /// <param name="tests">The image's current tests; null when it has none.</param>
    public async Task<ImmutableArray<ImageTestResult>> RunAsync(
        TreeImage image, Image built, Digest? tests, Func<string, ValueTask> emit, CancellationToken cancel)
    {
        var own = await RunAsync(image, TestFiles.Of(run.Tree, image), built, null, emit, cancel);
        if (await LastAsync(image, cancel) is not { } last || last.Digest == built.Digest)
            return [.. own];
        return [.. own, .. await EarlierAsync(last, image, built, tests, emit, cancel),
            .. await CompareAsync(last, image, built, emit, cancel)];
    }

    /// <exception cref="SlipwayException">Some failed; the message names them.</exception>
    public static void Require(ImmutableArray<ImageTestResult> results)
    {
        var failed = results.Where(result => result.Outcome == TestOutcome.Failed)
            .Select(result => $"{result.File}: {result.Name}: {result.Message}").ToList();
        if (failed.Count > 0)
            throw new SlipwayException(
                ErrorCode.Factory, $"it is not published: {failed.Count} tests failed\n  {string.Join("\n  ", failed)}",
                "correct the image or its tests; what users of a line had may go with the next minor version, " +
                    "or by may-remove in image.yml");
    }

    private async Task<ImageRecord?> LastAsync(TreeImage image, CancellationToken cancel)
    {
        var query = new ImageQuery { Tree = run.Tree.Settings.Name, Image = image.Name };
        return (await services.Records.ListAsync(query, cancel))
            .FirstOrDefault(
                record => record.Change is null && record.Line is not null && record.Line == image.Settings.Version);
    }

    /// <summary>The last release's tests, if they differ from the current ones: its users rely on them.</summary>
    private async Task<IReadOnlyList<ImageTestResult>> EarlierAsync(
        ImageRecord last, TreeImage image, Image built, Digest? tests, Func<string, ValueTask> emit,
        CancellationToken cancel)
    {
        if (last.Tests is not { } earlier || earlier == tests)
            return [];
        var directory = Directory.CreateDirectory(workspace.NewPath()).FullName;
        return await RunAsync(
            image, await _archives.FindAsync(earlier, directory, cancel), built, last.Tag, emit, cancel);
    }

    private async Task<IReadOnlyList<ImageTestResult>> CompareAsync(
        ImageRecord last, TreeImage image, Image built, Func<string, ValueTask> emit, CancellationToken cancel)
    {
        if (await services.Images.FindAsync(
            ImageReference.Parse(last.Repository).WithDigest(last.Digest), cancel) is not { } before)
            return [];
        var differences = ImageComparison.Of(
            await ImageContentsReader.ReadAsync(services.Engine, before, cancel),
            await ImageContentsReader.ReadAsync(services.Engine, built, cancel),
            image.Settings.MayRemove);
        foreach (var seen in differences.Where(difference => difference.Severity == DifferenceSeverity.Warning))
            await emit($"since {last.Tag}: {seen.Message}");
        var gone = differences.Where(difference => difference.Severity == DifferenceSeverity.Error)
            .Select(difference => difference.Message).ToList();
        return
        [
            new ImageTestResult(
                $"since {last.Tag}", "nothing that users had is gone", ImageTestKind.Comparison,
                gone.Count > 0 ? TestOutcome.Failed : TestOutcome.Passed)
            {
                Message = string.Join("; ", gone),
            },
        ];
    }

    private async Task<IReadOnlyList<ImageTestResult>> RunAsync(
        TreeImage image, IReadOnlyList<LocatedTestFile> files, Image built, string? release,
        Func<string, ValueTask> emit, CancellationToken cancel)
    {
        var report = await services.Tester.RunAsync(
            new ImageTestRequest { Image = built, Files = files, FindImage = sibling, Cluster = ClusterOf(image) },
            result => result.Outcome == TestOutcome.Passed ? ValueTask.CompletedTask : emit(
                $"test {result.Name}: {result.Outcome}: {result.Message}"),
            cancel);
        return release is null
            ? report.Cases
            : [.. report.Cases.Select(result => result with { File = $"since {release}: {result.File}" })];
    }

    private ClusterTests? ClusterOf(TreeImage image) => run.Cluster is null ? null : new ClusterTests(
        run.Cluster, services.Content, GraphBuilder.RepositoryOf(run.Tree.Settings, image.Name),
        name => run.Tree.Images.ContainsKey(name)
            ? GraphBuilder.RepositoryOf(run.Tree.Settings, name)
            : ImageReference.Parse(name).Repository);
}
