using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class OperationCommands
{
    private static readonly Argument<string?> Application = new("APPLICATION")
    {
        Description = "name, or domain/name (default: all of your domains)", Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<string> Id = new("ID") { Description = "the id, see `slipway operation list`" };
    private static readonly Option<int> Limit =
        new("--limit", "-n") { Description = "number of operations", DefaultValueFactory = _ => 20 };

    public static Command Create() =>
        Verb.Group("operation", "Shows and cancels operations: all changes of applications, including pushes",
            Verb.Of("list", "Lists the newest operations", [Application, Limit], ListAsync),
            Verb.Of("show", "Shows an operation, and why it failed", [Id], ShowAsync),
            Verb.Of("cancel", "Cancels a queued or running operation and undoes its steps", [Id], CancelAsync));

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var query = $"?limit={context.Arguments.GetValue(Limit)}";
        if (context.Arguments.GetValue(Application) is { } application)
            query += $"&application={Uri.EscapeDataString(context.ApplicationName(application))}";
        var operations = await context.Api.GetAsync(
            "operations" + query, ApiJson.Default.IReadOnlyListOperationResource, cancel);
        context.Output.Show(operations, ApiJson.Default.IReadOnlyListOperationResource,
            shown => Output.Table(["ID", "APPLICATION", "KIND", "STATE", "STEP", "STARTED", "BY", "RESULT"],
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
        context.Output.Line("cancelled; its steps are being undone");
        return ExitCode.Success;
    }

    private static string PathOf(CommandContext context) =>
        $"operations/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Id))}";
}
