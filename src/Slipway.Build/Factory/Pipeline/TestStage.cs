using System.Collections.Immutable;
using Slipway.Build.Factory.Records;
using Slipway.Build.Factory.Testing;
using Slipway.Build.Factory.Testing.Regression;
using Slipway.Build.Factory.Trees;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Build.Factory.Pipeline;

/// <summary>Tests an image that is built and not yet published: the tests beside its template, and what users of the last release of its line had.</summary>
/// <param name="sibling">The image of another image of the tree; null when it has none.</param>
internal sealed class TestStage(FactoryParts parts, FactoryRun run, Func<string, CancellationToken, Task<Image?>> sibling)
{
    /// <returns>How many tests passed.</returns>
    /// <exception cref="FactoryException">Some failed; the message names them.</exception>
    public async Task<int> RunAsync(TreeImage image, Image built, Func<string, ValueTask> tell, CancellationToken cancel)
    {
        var files = TestFiles.Of(run.Tree, image);
        var directory = Path.Combine(run.Tree.Root, image.PathOf(TestFiles.Directory));
        var report = await parts.Tester.RunAsync(
            new ImageTestRequest { Image = built, Files = [.. files.Select(file => new LocatedTestFile(file, directory))], FindImage = sibling },
            result => result.Outcome == TestOutcome.Passed ? ValueTask.CompletedTask : tell($"test {result.Name}: {result.Outcome}: {result.Message}"),
            cancel);
        ImmutableArray<string> faults =
        [
            .. report.Cases.Where(result => result.Outcome == TestOutcome.Failed).Select(result => $"{result.File}: {result.Name}: {result.Message}"),
            .. await RegressionsAsync(image, built, tell, cancel),
        ];
        return faults.IsEmpty
            ? report.Cases.Count
            : throw new FactoryException($"it is not published: {faults.Length} tests failed\n  {string.Join("\n  ", faults)}",
                "correct the image or its tests; what users of a line had may go with the next minor version, or by may-remove in image.yml");
    }

    private async Task<IEnumerable<string>> RegressionsAsync(TreeImage image, Image built, Func<string, ValueTask> tell, CancellationToken cancel)
    {
        var query = new ImageQuery { Tree = run.Tree.Settings.Name, Image = image.Name };
        var last = (await parts.Records.ListAsync(query, cancel))
            .FirstOrDefault(record => record.Change is null && record.Line is not null && record.Line == image.Settings.Version);
        if (last is null || last.Digest == built.Digest
            || await parts.Images.FindAsync(ImageReference.Parse(last.Repository).WithDigest(last.Digest), cancel) is not { } before)
            return [];
        var differences = ImageComparison.Of(
            await ImageContentsReader.ReadAsync(parts.Engine, before, cancel), await ImageContentsReader.ReadAsync(parts.Engine, built, cancel),
            image.Settings.MayRemove);
        foreach (var seen in differences.Where(difference => difference.Severity == DifferenceSeverity.Warning))
            await tell($"since {last.Tag}: {seen.Message}");
        return differences.Where(difference => difference.Severity == DifferenceSeverity.Error).Select(difference => $"since {last.Tag}: {difference.Message}");
    }
}
