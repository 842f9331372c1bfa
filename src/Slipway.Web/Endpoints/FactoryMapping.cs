using System.Globalization;
using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Factory.Specs;
using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Maps the image factory's results to resources of the API.</summary>
internal static class FactoryMapping
{
    public static InspectionResource Of(TemplateTree tree, SpecResult result) => new(
        tree.Settings.Name,
        [.. result.Images.Select(image => Of(image, result))],
        [.. result.Findings.Select(finding => new FindingResource(
            finding.Rule, finding.Image, finding.File, finding.Line, finding.Cause, finding.NextStep))]);

    public static FactoryImageResource Of(ImageRecord record) => new(
        record.Id, record.Tree, record.Image, record.ToString(), record.Digest.ToString(), record.Built, record.Branch)
    {
        Change = record.Change?.ToString(),
        ChangeLink = record.ChangeLink,
        TemplateCommit = record.TemplateCommit,
        Base = record.BaseName,
        BaseDigest = record.BaseDigest?.ToString(),
        Packages = record.Packages,
        Parts = [.. record.Parts.Select(
            part => new IdentityPartResource(part.Kind.ToString().ToLowerInvariant(), part.Name, part.Value))],
        TestsPassed = record.TestsPassed,
        Pinned = record.IsPinned,
    };

    public static OperationEvent EventOf(FactoryProgress progress) => progress switch
    {
        FactoryProgress.Planned planned => new OperationEvent("image", null, DateTimeOffset.UtcNow)
        {
            Image = new ImageResultResource(planned.Image, "waiting") { Parents = planned.Parents },
        },
        FactoryProgress.Waiting => new OperationEvent(
            "log", "another run of the factory goes on; this one begins when it has ended", DateTimeOffset.UtcNow),
        FactoryProgress.Started started =>
            new OperationEvent("image", $"{started.Image}: {string.Join("; ", started.Reasons)}", DateTimeOffset.UtcNow)
            {
                Image = new ImageResultResource(started.Image, "running") { Reasons = started.Reasons },
            },
        FactoryProgress.Ended ended =>
            new OperationEvent("image", null, DateTimeOffset.UtcNow) { Image = Of(ended.Result) },
        FactoryProgress.Line line => new OperationEvent("log", $"{line.Image}: {line.Text}", DateTimeOffset.UtcNow),
        _ => throw new ArgumentOutOfRangeException(nameof(progress)),
    };

    /// <exception cref="SlipwayException">An image failed.</exception>
    public static string Summary(FactoryReport report)
    {
        var counts = report.Images.CountBy(image => image.State).OrderBy(entry => entry.Key)
            .Select(entry => $"{entry.Value} {entry.Key.ToString().ToLowerInvariant()}");
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", counts)} in {report.Duration.TotalSeconds:0.0} s");
        return report.Succeeded ? text : throw new SlipwayException(
            ErrorCode.Factory, text, "correct what failed, and build again: what is built stays");
    }

    private static RenderedImageResource Of(RenderedImage image, SpecResult result)
    {
        var node = result.Graph?[image.Image.Name];
        return new RenderedImageResource(
            image.Image.Name, image.Image.Directory, image.Dockerfile, image.Files, node?.Parents,
            node?.Foreign.Select(foreign => foreign.ToString())
                .ToList());
    }

    private static ImageResultResource Of(ImageResult result) =>
        new(result.Image, result.State.ToString().ToLowerInvariant())
        {
            Name = result.Record?.ToString(),
            Digest = result.Record?.Digest.ToString(),
            Reasons = result.Reasons,
            Cause = result.Cause,
            NextStep = result.NextStep,
            Log = result.LastLines,
            Duration = Seconds(result.Duration),
            Tests = result.Tests.IsEmpty ? null : [.. result.Tests.Select(Of)],
        };

    private static ImageTestResource Of(ImageTestResult test) => new(
        test.File, test.Name, test.Kind.ToString().ToLowerInvariant(),
        test.Outcome.ToString().ToLowerInvariant(), Seconds(test.Duration))
    {
        Message = test.Message.Length == 0 ? null : test.Message,
        Log = test.LastLines.Count == 0 ? null : test.LastLines,
    };

    private static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);
}
