using Slipway.ImageTests.Files;

namespace Slipway.ImageTests;

/// <summary>A case of the report before it is run.</summary>
public sealed record ImageTestCase(string File, string Name, ImageTestKind Kind);

/// <summary>A test and the cases that it gives; they are run together, one after another.</summary>
public sealed record PlannedTest(LocatedTestFile Located, ImageTest Test, IReadOnlyList<ImageTestCase> Cases);

/// <summary>Which cases test files make, in order; pure.</summary>
public static class ImageTestPlan
{
    public static IReadOnlyList<PlannedTest> Of(IReadOnlyList<LocatedTestFile> files) =>
        [.. from located in files from test in located.File.Tests select new PlannedTest(
            located, test, CasesOf(located.File, test))];

    private static IReadOnlyList<ImageTestCase> CasesOf(ImageTestFile file, ImageTest test) =>
        [.. NamesOf(test).Select(name => new ImageTestCase(file.Name, name, test.Kind))];

    private static IEnumerable<string> NamesOf(ImageTest test) => test switch
    {
        ServiceTest service =>
            service.Checks.Select(check => check.Label).Prepend("starts").Select(label => $"{test.Name}: {label}"),
        PodTest pod =>
            pod.Checks.Select(check => check.Label).Prepend("becomes ready").Select(label => $"{test.Name}: {label}"),
        _ => [test.Name],
    };
}
