using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class OperationCommands
{
    private static readonly Argument<string?> Application = new("APPLICATION")
    {
        Description = "name, or domain/name; all of one's domains when left out", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "as `slipway operation list` shows it" };
    private static readonly Option<int> Limit =
        new("--limit", "-n") { Description = "how many", DefaultValueFactory = _ => 20 };

    public static Command Create() =>
        Verb.Group("operation", "Operations: every change of an application, also those of pushes",
            Verb.Of("list", "Lists the newest", [Application, Limit], ListAsync),
            Verb.Of("show", "Shows one, and why it failed", [Id], ShowAsync),
            Verb.Of("cancel", "Ends one that waits or runs, and takes back what it did", [Id], CancelAsync));

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var query = $"?limit={context.Arguments.GetValue(Limit)}";
        if (context.Arguments.GetValue(Application) is { } application)
            query += $"&application={Uri.EscapeDataString(context.ApplicationName(application))}";
        var operations = await context.Api.GetAsync(
            "operations" + query, ApiJson.Default.IReadOnlyListOperationResource, cancel);
        context.Output.Show(operations, ApiJson.Default.IReadOnlyListOperationResource,
            shown => Output.Table(["ID", "APPLICATION", "KIND", "STATE", "STEP", "BEGAN", "BY", "RESULT"],
            shown.Select(o => new[] { o.Id, o.Application, o.Kind, o.State, o.Step,
                HumanReadable.Since(o.Started), o.Account,
                o.Problem?.Detail ?? o.Result })));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var operation = await context.Api.GetAsync(PathOf(context), ApiJson.Default.OperationResource, cancel);
        context.Output.Show(operation, ApiJson.Default.OperationResource, shown => Output.Fields(
        [
            ("operation", shown.Id), ("application", shown.Application), ("kind", shown.Kind),
            ("state", shown.State), ("step", shown.Step), ("by", shown.Account),
            ("began", HumanReadable.Since(shown.Started)),
            ("ended", shown.Ended is { } end ? HumanReadable.Since(end) : null), ("result", shown.Result),
            ("error", shown.Problem?.Detail), ("next", shown.Problem?.NextStep),
        ]));
        return ExitCode.Success;
    }

    private static async Task<int> CancelAsync(CommandContext context, CancellationToken cancel)
    {
        await context.Api.DeleteAsync(PathOf(context), cancel);
        context.Output.Line("it is cancelled; what it did is being taken back");
        return ExitCode.Success;
    }

    private static string PathOf(CommandContext context) =>
        $"operations/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Id))}";
}
