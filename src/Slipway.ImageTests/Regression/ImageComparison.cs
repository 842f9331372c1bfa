using Slipway.Build.Context;
using Slipway.Oci;

namespace Slipway.ImageTests.Regression;

/// <summary>What of an image its users may build on.</summary>
/// <param name="Files">Paths without leading slash of everything that is no directory.</param>
public sealed record ImageContents(ContainerConfig Configuration, IReadOnlySet<string> Files);

public enum DifferenceSeverity
{
    /// <summary>Something is new.</summary>
    Note,

    /// <summary>Users may see it.</summary>
    Warning,

    /// <summary>What users had is gone.</summary>
    Error,
}

public enum DifferenceKind
{
    User,
    Environment,
    ExposedPorts,
    Volumes,
    Entrypoint,
    Command,
    WorkingDirectory,
    RemovedFile,
}

public sealed record ImageDifference(DifferenceKind Kind, DifferenceSeverity Severity, string Message);

/// <summary>How an image differs from its last published version, as far as its users may notice; pure.</summary>
public static class ImageComparison
{
    /// <param name="allowedRemovals">
    /// Patterns of files that may go (<c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>**</c>), beside
    /// <see cref="RemovedFiles.Usual"/>.
    /// </param>
    /// <exception cref="SlipwayException">A pattern is malformed.</exception>
    public static IReadOnlyList<ImageDifference> Of(
        ImageContents before, ImageContents after, IReadOnlyList<string>? allowedRemovals = null)
    {
        var (old, now) = (before.Configuration, after.Configuration);
        return
        [
            .. ConfigurationDifferences.Of(old, now),
            .. RemovedFiles.Of(
                before.Files, after.Files, [.. RemovedFiles.Usual.Concat(allowedRemovals ?? []).Select(Pattern)]),
        ];
    }

    private static PathPattern Pattern(string text) =>
        PathPattern.TryParse(text, anyDepth: true)
            ?? throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is no pattern of files", "write it as in .dockerignore");
}
