using Slipway.Client;
using Slipway.ImageTests;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>The factory's results as JUnit XML, for Jenkins and Zuul.</summary>
internal static class FactoryJUnit
{
    /// <summary>For a build or a test run: a case for each image, and a suite for each of its test files.</summary>
    public static void Write(
        FileInfo file, string name, IReadOnlyList<ImageResultResource> results) => Write(file, name,
            [new JUnitSuite("images", [.. results.Select(CaseOf)]), .. results.SelectMany(image => SuitesOf(image))]);

    /// <summary>For spec tests: an image without findings passed.</summary>
    public static void Write(FileInfo file, InspectionResource inspection)
    {
        var found = inspection.Findings.Select(
            finding => new JUnitCase($"{finding.Image}.{finding.Rule}", Place(finding), TestOutcome.Failed)
        {
            Message = $"{finding.Cause}; {finding.NextStep}",
        });
        var clean = inspection.Images.Select(image => image.Name)
            .Except(inspection.Findings.Select(finding => finding.Image))
            .Select(image => new JUnitCase(image, "spec tests", TestOutcome.Passed));
        Write(file, inspection.Tree, [new JUnitSuite("spec tests", [.. found, .. clean])]);
    }

    private static string Place(FindingResource finding) =>
        finding.Line is null ? finding.File : $"{finding.File}, line {finding.Line}";

    private static JUnitCase CaseOf(ImageResultResource image) => new(image.Image, image.State, image.State switch
    {
        "failed" => TestOutcome.Failed,
        "blocked" => TestOutcome.Skipped,
        _ => TestOutcome.Passed,
    })
    {
        Message = image.Cause ?? "", LastLines = image.Log ?? [], Duration = TimeSpan.FromSeconds(image.Duration ?? 0),
    };

    private static IEnumerable<JUnitSuite> SuitesOf(ImageResultResource image) =>
        (image.Tests ?? []).GroupBy(test => test.File)
            .Select(
                file => new JUnitSuite($"{image.Image}: {file.Key}", [.. file.Select(test => CaseOf(image, test))]));

    private static JUnitCase CaseOf(ImageResultResource image, ImageTestResource test) =>
        new($"{image.Image}.{test.Kind}", test.Name,
            Enum.TryParse<TestOutcome>(test.Outcome, ignoreCase: true, out var outcome) ? outcome : TestOutcome.Failed)
        {
            Message = test.Message ?? "", LastLines = test.Log ?? [], Duration = TimeSpan.FromSeconds(test.Duration),
        };

    private static void Write(FileInfo file, string name, IReadOnlyList<JUnitSuite> suites)
    {
        try
        {
            File.WriteAllBytes(file.FullName, JUnitReport.Write(name, suites));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SlipwayException(ErrorCode.CannotCreate,
                $"the report {file.FullName} cannot be written: {e.Message}", "name another file by --junit");
        }
    }
}
