using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class ReleaseCommands
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Argument<string?> Version =
        new("VERSION")
        {
            Description = "v1, v2, … (default: the release before the current one)", Arity = ArgumentArity.ZeroOrOne,
        };
    private static readonly Argument<string> Build =
        new("BUILD") { Description = "b1, b2, …, as shown by `slipway artifact list`" };
    private static readonly Argument<int> Gears = new("GEARS") { Description = "number of gears" };

    public static Command Release() =>
        Verb.Group("release", "Shows releases of an application",
            Verb.Of("list", "Lists the releases; * marks the one that serves", [Application], ListAsync));

    public static Command Artifact() => Verb.Group("artifact", "Shows deployment artifacts, the images of builds",
        Verb.Of("list", "Lists the artifacts of an application", [Application], ArtifactsAsync),
        Verb.Of("show", "Shows inputs, layers and build times of an artifact",
            [Application, Build], ArtifactAsync));

    public static Command Rollback() =>
        Verb.Of("rollback", "Makes a new release from an earlier one, without a build",
            [Application, Version], RollbackAsync);

    public static Command Scale() => Verb.Of("scale", "Sets the number of gears", [Application, Gears], ScaleAsync);

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var releases = await context.Api.GetAsync(
            $"{PathOf(context)}/releases", ApiJson.Default.IReadOnlyListReleaseResource, cancel);
        context.Output.Show(releases, ApiJson.Default.IReadOnlyListReleaseResource, shown => Output.Table(
            ["RELEASE", "STATE", "ARTIFACT", "CARTRIDGE", "CREATED", "REASON"],
            shown.Select(r => new[]
            {
                $"v{r.Version}{(r.Current ? " *" : "")}", r.State, r.Artifact, r.Cartridge,
                HumanReadable.Since(r.Created), r.Reason,
            })));
        return ExitCode.Success;
    }

    private static async Task<int> ArtifactsAsync(CommandContext context, CancellationToken cancel)
    {
        var artifacts = await context.Api.GetAsync(
            $"{PathOf(context)}/artifacts", ApiJson.Default.IReadOnlyListArtifactResource, cancel);
        context.Output.Show(artifacts, ApiJson.Default.IReadOnlyListArtifactResource, shown => Output.Table(
            ["IMAGE", "DIGEST", "COMMIT", "CARTRIDGE", "SIZE", "CREATED", "RELEASES"],
            shown.Select(a => new[]
            {
                a.Image, a.Digest[..19], a.Commit?[..Math.Min(10, a.Commit.Length)], a.Cartridge,
                HumanReadable.Bytes(a.Size), HumanReadable.Since(a.Created),
                string.Join(' ', a.Releases.Select(v => $"v{v}")),
            })));
        return ExitCode.Success;
    }

    private static async Task<int> ArtifactAsync(CommandContext context, CancellationToken cancel)
    {
        var build = BuildLogCommands.NumberOf(context.Arguments.GetRequiredValue(Build));
        var artifact = await context.Api.GetAsync(
            $"{PathOf(context)}/artifacts/{build}", ApiJson.Default.ArtifactResource, cancel);
        context.Output.Show(artifact, ApiJson.Default.ArtifactResource, Print);
        return ExitCode.Success;
    }

    private static void Print(ArtifactResource artifact)
    {
        Output.Fields(
        [
            ("image", artifact.Image), ("digest", artifact.Digest), ("commit", artifact.Commit),
            ("cartridge", artifact.Cartridge), ("built on", artifact.CartridgeImage),
            ("base", artifact.BaseImage), ("input", artifact.Input),
            ("size", HumanReadable.Bytes(artifact.Size)), ("created",
                HumanReadable.Since(artifact.Created)),
            ("releases", artifact.Releases.Count == 0 ? "none" : string.Join(
                ' ', artifact.Releases.Select(version => $"v{version}"))),
            .. (artifact.Phases ?? []).Select(phase => (phase.Name, (string?)$"{phase.Seconds:0.0} s")),
        ]);
        Console.Out.WriteLine();
        Output.Table(["LAYER", "SIZE"],
            (artifact.Layers ?? []).Select(layer => new[] { layer.Digest, HumanReadable.Bytes(layer.Size) }));
    }

    private static async Task<int> RollbackAsync(CommandContext context, CancellationToken cancel)
    {
        var operation = await context.Api.SendAsync(
            HttpMethod.Post, $"{PathOf(context)}/rollback",
            new Rollback(ParseVersion(context.Arguments.GetValue(Version))),
            ApiJson.Default.Rollback, ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static async Task<int> ScaleAsync(CommandContext context, CancellationToken cancel)
    {
        var operation = await context.Api.SendAsync(
            HttpMethod.Put, $"{PathOf(context)}/scale", new NewScale(context.Arguments.GetValue(Gears)),
            ApiJson.Default.NewScale, ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static int? ParseVersion(string? text) => text switch
    {
        null => null,
        _ when int.TryParse(text.TrimStart('v'), out var version) && version > 0 => version,
        _ => throw new SlipwayException(
            ErrorCode.Usage, $"'{text}' is not a release", "write it as `slipway release list` shows it: v1, v2, …"),
    };

    private static string PathOf(CommandContext context) =>
        context.ApplicationPath(context.Arguments.GetRequiredValue(Application));
}
