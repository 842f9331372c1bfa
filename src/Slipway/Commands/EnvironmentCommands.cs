using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class EnvironmentCommands
{
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Argument<string[]> Values =
        new("NAME=VALUE")
        {
            Description = "variables; NAME=- reads one value from standard input", Arity = ArgumentArity.OneOrMore,
        };
    private static readonly Argument<string[]> Names =
        new("NAME") { Arity = ArgumentArity.OneOrMore, Description = "variables to remove" };

    public static Command Create() =>
        Verb.Group("env", "Sets environment variables; each change makes a release, without a build",
            Verb.Of("set", "Sets variables", [Application, Values], SetAsync),
            Verb.Of("unset", "Removes variables", [Application, Names], UnsetAsync),
            Verb.Of("list", "Lists the variables", [Application], ListAsync),
            Verb.Of("export", "Prints NAME=VALUE lines for `docker run --env-file`", [Application], ExportAsync));

    private static async Task<int> SetAsync(CommandContext context, CancellationToken cancel) =>
        await ChangeAsync(
            context, await Assignments.VariablesAsync(context.Arguments.GetRequiredValue(Values), cancel), cancel);

    private static Task<int> UnsetAsync(CommandContext context, CancellationToken cancel) =>
        ChangeAsync(
            context, context.Arguments.GetRequiredValue(Names).ToDictionary(name => name, _ => (string?)null), cancel);

    private static async Task<int> ChangeAsync(
        CommandContext context, Dictionary<string, string?> variables, CancellationToken cancel)
    {
        var operation = await context.Api.SendAsync(
            HttpMethod.Patch, PathOf(context), new EnvironmentChange { Variables = variables },
            ApiJson.Default.EnvironmentChange, ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var variables = await context.Api.GetAsync(
            PathOf(context), ApiJson.Default.IReadOnlyListVariableResource, cancel);
        context.Output.Show(variables, ApiJson.Default.IReadOnlyListVariableResource, shown =>
            Output.Table(["NAME", "VALUE", "FROM"], shown.Select(v => new[] { v.Name, v.Value, v.Origin })));
        return ExitCode.Success;
    }

    private static async Task<int> ExportAsync(CommandContext context, CancellationToken cancel)
    {
        var variables = await context.Api.GetAsync(
            $"{PathOf(context)}?resolved=true", ApiJson.Default.IReadOnlyListVariableResource, cancel);
        context.Output.Show(variables, ApiJson.Default.IReadOnlyListVariableResource, Print);
        return ExitCode.Success;
    }

    private static void Print(IReadOnlyList<VariableResource> variables)
    {
        foreach (var variable in variables)
        {
            if (variable.Value.Contains('\n', StringComparison.Ordinal))
                Output.Note($"{variable.Name} has several lines, which --env-file does not support; pass it with -e");
            else
                Console.Out.WriteLine($"{variable.Name}={variable.Value}");
        }
    }

    private static string PathOf(CommandContext context) =>
        context.ApplicationPath(context.Arguments.GetRequiredValue(Application)) + "/environment";
}
