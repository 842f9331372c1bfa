using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Builds and their logs, including pushes and failed ones.</summary>
internal static class BuildLogCommands
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Argument<string?> Build =
        new("BUILD") { Description = "b1, b2, … (default: the newest)", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create() => Verb.Group("build-log", "Shows builds of an application and their logs",
        Verb.Of("list", "Lists builds, including pushes and failed ones", [Application], ListAsync),
        Verb.Of("show", "Prints the log of a build", [Application, Build], ShowAsync));

    /// <summary>The number of a build written as `b3` or `3`.</summary>
    /// <exception cref="SlipwayException">It is none.</exception>
    public static int NumberOf(string text) => int.TryParse(text.TrimStart('b'), out var build) && build > 0
        ? build
        : throw new SlipwayException(
            ErrorCode.Usage, $"'{text}' is not a build", "write it as `slipway build-log list` shows it: b1, b2, …");

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var builds = await context.Api.GetAsync(PathOf(context), ApiJson.Default.IReadOnlyListBuildResource, cancel);
        context.Output.Show(builds, ApiJson.Default.IReadOnlyListBuildResource,
            shown => Output.Table(["BUILD", "STATE", "SOURCE", "PHASE", "STARTED", "TOOK", "ERROR"],
            shown.Select(b => new[]
            {
                $"b{b.Number}", b.State, b.Commit?[..Math.Min(10, b.Commit.Length)] ?? b.Source, b.Phase,
                HumanReadable.Since(b.Started),
                b.Ended is { } end ? $"{(end - b.Started).TotalSeconds:0.0}s" : null, b.Cause,
            })));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var number = context.Arguments.GetValue(Build) is { } text
            ? NumberOf(text)
            : await NewestAsync(context, cancel);
        var log = new MemoryStream();
        await context.Api.DownloadAsync($"{PathOf(context)}/{number}/log", log, cancel);
        var lines = System.Text.Encoding.UTF8.GetString(log.ToArray())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        context.Output.Lines(lines);
        return ExitCode.Success;
    }

    private static async Task<int> NewestAsync(CommandContext context, CancellationToken cancel) =>
        await context.Api.GetAsync(
            PathOf(context), ApiJson.Default.IReadOnlyListBuildResource, cancel) is [var newest, ..]
            ? newest.Number
            : throw new SlipwayException(
                ErrorCode.NotFound, "the application was never built", "push to it, or build it with `slipway build`");

    private static string PathOf(CommandContext context) =>
        context.ApplicationPath(context.Arguments.GetRequiredValue(Application)) + "/builds";
}
