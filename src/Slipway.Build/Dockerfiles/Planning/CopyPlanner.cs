using System.Collections.Immutable;
using Slipway.Build.Dockerfiles.Context;
using Slipway.Build.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Build.Dockerfiles.Planning;

internal static class CopyPlanner
{
    public static CopyStep Plan(CopyInstruction copy, StageState state, Expansion expansion, Func<string, FileOrigin> origin)
    {
        var heredocs = copy.Heredocs.ToDictionary(heredoc => heredoc.Word);
        var files = copy.Sources.Where(heredocs.ContainsKey).Select(word => HeredocOf(heredocs[word], expansion));
        var requested = expansion.Word(copy.Destination);
        var chown = copy.Chown is null ? null : expansion.Word(copy.Chown);
        var step = new CopyStep
        {
            Line = copy.Line,
            Text = copy.Text,
            CreatedBy = state.NoteOfFiles($"{copy.Keyword} {(chown is null ? "" : $"--chown={chown} ")}{{0}} in {requested} "),
            From = copy.From is null ? new FileOrigin.Context() : origin(copy.From),
            Sources = [.. copy.Sources.Where(word => !heredocs.ContainsKey(word)).Select(word => SourceOf(copy, expansion.Word(word)))],
            Heredocs = [.. files],
            Destination = DestinationOf(state.WorkingDirectory, requested),
            Extract = copy.Extract,
            Chown = chown,
            Chmod = copy.Chmod is null ? null : ModeOf(expansion.Word(copy.Chmod), copy.Line),
        };
        if (step.Sources.Length + step.Heredocs.Length > 1 && !step.Destination.EndsWith('/'))
            throw SeveralSources(copy);
        return step;
    }

    public static DockerfileException SeveralSources(int line, string keyword) => DockerfileException.Syntax(
        line, $"{keyword} has more than one source, so the destination must be a directory", "End the destination with a slash.");

    private static DockerfileException SeveralSources(CopyInstruction copy) => SeveralSources(copy.Line, copy.Keyword);

    /// <summary>Relative to the tree copied from, without leading slash.</summary>
    private static string SourceOf(CopyInstruction copy, string source)
    {
        if (source.Contains("://", StringComparison.Ordinal) || source.StartsWith("git@", StringComparison.Ordinal))
        {
            throw DockerfileException.Syntax(
                copy.Line, $"{copy.Keyword} of a URL is refused: what it brings could differ at each build",
                "Fetch it in a RUN that checks its digest, or put the file into the context.");
        }
        if (UnixPath.Climbs(source.TrimStart('/')) || source.Contains('\0', StringComparison.Ordinal))
            throw new DockerfileException(DockerfileError.Source, $"'{Excerpt.Of(source)}' is outside the build context",
                copy.Line, "Build from a directory that contains it, or copy it into the context.");
        var cleaned = UnixPath.Join("/", source)[1..];
        return PathPattern.HasWildcards(cleaned) && PathPattern.TryParse(cleaned, anyDepth: false) is null
            ? throw DockerfileException.Syntax(copy.Line, $"'{Excerpt.Of(source)}' is a malformed pattern")
            : cleaned;
    }

    private static string DestinationOf(string workingDirectory, string requested)
    {
        var path = UnixPath.Join(workingDirectory, requested);
        var isDirectory = requested is "" or "." or ".." || requested.EndsWith('/')
            || requested.EndsWith("/.", StringComparison.Ordinal) || requested.EndsWith("/..", StringComparison.Ordinal);
        return isDirectory && path != "/" ? path + "/" : path;
    }

    private static HeredocFile HeredocOf(Heredoc heredoc, Expansion expansion) =>
        new(heredoc.Name, heredoc.Expand ? expansion.Document(heredoc.Content) : heredoc.Content);

    private static int ModeOf(string text, int line) => FileMode.TryParse(text)
        ?? throw DockerfileException.Syntax(line, $"--chmod={Excerpt.Of(text)} is no file mode", "Write it in octal, as 0755.");
}
