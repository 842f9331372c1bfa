using System.Collections.Immutable;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Syntax;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

internal static class CopyPlanner
{
    public static CopyStep Plan(
        CopyInstruction copy, StageState state, Expansion expansion, Func<string, FileOrigin> origin)
    {
        var heredocs = copy.Heredocs.ToDictionary(heredoc => heredoc.Word);
        var files = copy.Sources.Where(heredocs.ContainsKey).Select(word => HeredocOf(heredocs[word], expansion));
        var requested = expansion.Word(copy.Destination);
        var chown = copy.Chown is null ? null : expansion.Word(copy.Chown);
        var checksum = copy.Checksum is null ? null : expansion.Word(copy.Checksum);
        var flags = (copy.Parents ? "--parents " : "") + (chown is null ? "" : $"--chown={chown} ");
        var step = new CopyStep
        {
            Line = copy.Line,
            Text = copy.Text,
            CreatedBy = state.NoteOfFiles($"{copy.Keyword} {flags}{{0}} in {requested} "),
            From = copy.From is null ? new FileOrigin.Context() : origin(copy.From),
            Sources =
            [
                .. copy.Sources.Where(word => !heredocs.ContainsKey(word))
                    .Select(word => SourcePlanner.Plan(copy, expansion.Word(word), checksum)),
            ],
            Heredocs = [.. files],
            Destination = DestinationOf(state.WorkingDirectory, requested),
            Keyword = copy.Keyword,
            UnpackLocal = copy.Unpack ?? copy.Extract,
            UnpackRemote = copy.Unpack ?? false,
            Excluded = ExcludedBy(copy, expansion),
            Chown = chown,
            Chmod = copy.Chmod is null ? null : ModeOf(expansion.Word(copy.Chmod), copy.Line),
        };
        return Checked(step, copy);
    }

    private static CopyStep Checked(CopyStep step, CopyInstruction copy)
    {
        var isOne = step is { Heredocs: [], Sources: [PlannedSource.Download or PlannedSource.Repository] };
        if (copy.Checksum is not null && !isOne)
            throw DockerfileException.Syntax(
                copy.Line, "--checksum is for one source that is a URL or a repository",
                "Give the others an ADD of their own.");
        if (copy.KeepGitDirectory && step.Sources.All(source => source is not PlannedSource.Repository))
            throw DockerfileException.Syntax(
                copy.Line, "--keep-git-dir is for git repositories",
                "Remove the flag, or write the address so that it ends in .git.");
        if (step.Sources.Length + step.Heredocs.Length > 1 && !step.Destination.EndsWith('/'))
            throw SeveralSources(copy.Line, copy.Keyword);
        if (step.Destination.EndsWith('/') && step.Sources.Any(source => source is PlannedSource.Download { Name: "" }))
            throw DockerfileException.Syntax(
                copy.Line, "the URL names no file", "End the destination with the file's name.");
        return step;
    }

    private static IgnoreRules ExcludedBy(CopyInstruction copy, Expansion expansion) => copy.Excludes.IsEmpty
        ? IgnoreRules.None
        : IgnoreRules.TryOf(copy.Excludes.Select(expansion.Word))
            ?? throw DockerfileException.Syntax(
                copy.Line, "--exclude has a malformed pattern", "Close its brackets, and escape nothing at its end.");

    public static DockerfileException SeveralSources(int line, string keyword) => DockerfileException.Syntax(
        line, $"{keyword} has more than one source, so the destination must be a directory",
        "End the destination with a slash.");

    private static string DestinationOf(string workingDirectory, string requested)
    {
        var path = UnixPath.Join(workingDirectory, requested);
        var isDirectory = requested is "" or "." or ".." || requested.EndsWith('/')
            || requested.EndsWith("/.", StringComparison.Ordinal)
            || requested.EndsWith("/..", StringComparison.Ordinal);
        return isDirectory && path != "/" ? path + "/" : path;
    }

    private static HeredocFile HeredocOf(Heredoc heredoc, Expansion expansion) =>
        new(heredoc.Name, heredoc.Expand ? expansion.Document(heredoc.Content) : heredoc.Content);

    private static ModeChange ModeOf(string text, int line) => ModeChange.TryParse(text)
        ?? throw DockerfileException.Syntax(
            line, $"--chmod={Excerpt.Of(text)} is no file mode", "Write it in octal, as 0755, or as u=rwX,go=rX.");
}
