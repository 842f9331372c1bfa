using System.Collections.Immutable;
using Slipway.Dockerfiles.Syntax;

namespace Slipway.Dockerfiles.Planning;

internal static class RunPlanner
{
    /// <summary>Where a step finds a here-document that is a script of its own; it is not part of the layer.</summary>
    public const string ScriptPath = "/dev/slipway-script";

    public static RunStep Plan(
        RunInstruction run, StageState state, Expansion expansion, Func<string, FileOrigin> origin)
    {
        var (command, script) = CommandOf(run, state);
        var declared = state.ArgumentsForRun(undeclaredProxies: false);
        var mounts = new MountParser(run.Line, expansion, state.WorkingDirectory, origin);
        return new RunStep
        {
            Line = run.Line,
            Text = run.Text,
            CreatedBy = (declared.IsEmpty ? "" : $"|{declared.Length} {string.Join(' ', declared)} ")
                + string.Join(' ', command),
            Command = command,
            Environment = [.. state.Environment, .. state.ArgumentsForRun(undeclaredProxies: true)],
            KeyEnvironment = [.. state.Environment, .. declared],
            User = state.Config.User ?? "",
            WorkingDirectory = state.WorkingDirectory,
            Mounts = [.. run.Mounts.Select(mounts.Parse)],
            Network = NetworkOf(run),
            Script = script,
        };
    }

    private static (ImmutableArray<string> Command, string? Script) CommandOf(RunInstruction run, StageState state)
    {
        if (!run.Command.IsShell)
            return (run.Command.Words, null);
        var text = run.Command.Words[0];
        if (run.Heredocs is [var only] && text.Trim() == only.Word)
        {
            return only.Content.StartsWith("#!", StringComparison.Ordinal)
                ? ([ScriptPath], only.Content)
                : ([.. state.Shell, only.Content], null);
        }
        var documents = string.Concat(run.Heredocs.Select(heredoc => $"\n{heredoc.Content}{heredoc.Name}"));
        return ([.. state.Shell, text + documents], null);
    }

    private static bool NetworkOf(RunInstruction run) => run.Network switch
    {
        null or "default" => true,
        "none" => false,
        "host" => throw DockerfileException.Syntax(
            run.Line, "RUN --network=host is refused: a build step never reaches the host",
            "Use the default network, or none."),
        var other => throw DockerfileException.Syntax(
            run.Line, $"there is no network '{Excerpt.Of(other)}'", "Use default or none."),
    };
}
