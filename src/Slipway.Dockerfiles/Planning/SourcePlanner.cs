using Slipway.Build.Context;
using Slipway.Dockerfiles.Syntax;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>Classifies a source of COPY or ADD: a path of the source tree, or a remote source.</summary>
internal static class SourcePlanner
{
    private const string Pivot = "/./";

    public static PlannedSource Plan(CopyInstruction copy, string word, string? checksum)
    {
        if (RemotePlanner.IsRemote(word))
        {
            return copy.Extract
                ? RemotePlanner.Plan(copy, word, checksum)
                : throw DockerfileException.Syntax(
                    copy.Line, "COPY takes files of the build context, a stage or an image, not a URL",
                    "Use ADD, which checks what an address brings, or fetch in a RUN that checks its digest.");
        }
        return copy.Parents ? Below(copy, word) : new PlannedSource.Path(PathOf(copy, word, anyDepth: false));
    }

    private static PlannedSource.WithParents Below(CopyInstruction copy, string word)
    {
        var at = word.IndexOf(Pivot, StringComparison.Ordinal);
        return at < 0
            ? new PlannedSource.WithParents("", PathOf(copy, word, anyDepth: true))
            : new PlannedSource.WithParents(
                PathOf(copy, word[..at], anyDepth: false), PathOf(copy, word[(at + Pivot.Length)..], anyDepth: true));
    }

    /// <summary>Relative to the source tree, without leading slash.</summary>
    private static string PathOf(CopyInstruction copy, string source, bool anyDepth)
    {
        if (UnixPath.Climbs(source.TrimStart('/')) || source.Contains('\0', StringComparison.Ordinal))
            throw new DockerfileException(
                ErrorCode.DockerfileSource, $"'{Excerpt.Of(source)}' is outside the build context",
                copy.Line, "Build from a directory that contains it, or copy it into the context.");
        var cleaned = UnixPath.Join("/", source)[1..];
        return PathPattern.HasWildcards(cleaned) && PathPattern.TryParse(cleaned, anyDepth) is null
            ? throw DockerfileException.Syntax(
                copy.Line, $"'{Excerpt.Of(source)}' is a malformed pattern",
                "Close its brackets, and escape nothing at its end.")
            : cleaned;
    }
}
