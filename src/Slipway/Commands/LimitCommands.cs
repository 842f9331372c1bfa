using System.CommandLine;
using Slipway.Client;
using Slipway.Oci;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class LimitCommands
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };

    public static Command Create() =>
        Verb.Group("limits", "Resource limits of each gear; each change makes a release, without a build",
            Verb.Of("set", "Changes the given limits",
                [Application, .. LimitOptions.All], SetAsync),
            Verb.Of("show", "Shows the limits", [Application], ShowAsync));

    private static async Task<int> SetAsync(CommandContext context, CancellationToken cancel)
    {
        var limits = LimitOptions.Read(context.Arguments)
            ?? throw new SlipwayException(
                ErrorCode.Usage, "no limit is given", "pass --memory, --cpus, --pids or --disk");
        var operation = await context.Api.SendAsync(
            HttpMethod.Patch, PathOf(context) + "/limits", limits, ApiJson.Default.LimitsResource,
            ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var application = await context.Api.GetAsync(PathOf(context), ApiJson.Default.ApplicationResource, cancel);
        context.Output.Show(application.Limits, ApiJson.Default.LimitsResource, shown => Output.Fields(
        [
            ("memory", shown.Memory is { } memory ? ByteSize.Of(memory) : "no limit"),
            ("cpus", shown.Cpus is { } cpus ? $"{cpus}" : "no limit"),
            ("pids", shown.Pids is { } pids ? $"{pids}" : "no limit"),
            ("disk", shown.Disk is { } disk ? ByteSize.Of(disk) : "no limit"),
        ]));
        return ExitCode.Success;
    }

    private static string PathOf(CommandContext context) =>
        context.ApplicationPath(context.Arguments.GetRequiredValue(Application));
}
