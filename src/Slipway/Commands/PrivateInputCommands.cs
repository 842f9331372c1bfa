using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>
/// Variables and secret files for all builds of an application. They can be set, but are never shown.
/// </summary>
internal static class PrivateInputCommands
{
    private const string EnvironmentPart = "build-environment";
    private const string SecretPart = "build-secrets";
    private static readonly Argument<string> Application = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Argument<string[]> Variables =
        new("NAME=VALUE")
        {
            Description = "variables; NAME=- reads one value from standard input", Arity = ArgumentArity.OneOrMore,
        };
    private static readonly Argument<string[]> Secrets =
        new("NAME=FILE")
        {
            Description = "secrets; env:VARIABLE reads a variable, - standard input", Arity = ArgumentArity.OneOrMore,
        };
    private static readonly Argument<string[]> Names =
        new("NAME") { Description = "names to remove", Arity = ArgumentArity.OneOrMore };

    public static Command Environment() => Verb.Group(
        "build-env", "Variables for all builds of an application, including pushes; never in gears or images",
        Verb.Of("set", "Sets variables for later builds", [Application, Variables], async (context, cancel) =>
            await ChangeVariablesAsync(context,
                await Assignments.VariablesAsync(context.Arguments.GetRequiredValue(Variables), cancel), cancel)),
        Verb.Of("unset", "Removes variables", [Application, Names],
            (context, cancel) => ChangeVariablesAsync(context, Removed<string>(context), cancel)),
        Verb.Of("list", "Lists the names; values are never shown", [Application],
            (context, cancel) => ListAsync(context, EnvironmentPart, cancel)));

    public static Command Secret() =>
        Verb.Group("build-secret",
            "Secret files in /run/secrets for all builds of an application, including pushes; never in gears or images",
        Verb.Of("set", "Sets secrets for later builds", [Application, Secrets], async (context, cancel) =>
            await ChangeSecretsAsync(
                context, await Assignments.SecretsAsync(context.Arguments.GetRequiredValue(Secrets), cancel), cancel)),
        Verb.Of("unset", "Removes secrets", [Application, Names],
            (context, cancel) => ChangeSecretsAsync(context, Removed<byte[]>(context), cancel)),
        Verb.Of("list", "Lists the names; values are never shown", [Application],
            (context, cancel) => ListAsync(context, SecretPart, cancel)));

    private static async Task<int> ChangeVariablesAsync(
        CommandContext context, Dictionary<string, string?> change, CancellationToken cancel) =>
        Show(context, await context.Api.SendAsync(
        HttpMethod.Patch, PathOf(context, EnvironmentPart), new BuildEnvironmentChange { Variables = change },
        ApiJson.Default.BuildEnvironmentChange, ApiJson.Default.IReadOnlyListPrivateInputResource, cancel));

    private static async Task<int> ChangeSecretsAsync(
        CommandContext context, Dictionary<string, byte[]?> change, CancellationToken cancel) =>
        Show(context, await context.Api.SendAsync(
        HttpMethod.Patch, PathOf(context, SecretPart), new BuildSecretsChange { Secrets = change },
        ApiJson.Default.BuildSecretsChange, ApiJson.Default.IReadOnlyListPrivateInputResource, cancel));

    private static async Task<int> ListAsync(CommandContext context, string part, CancellationToken cancel) =>
        Show(context, await context.Api.GetAsync(
            PathOf(context, part), ApiJson.Default.IReadOnlyListPrivateInputResource, cancel));

    private static int Show(CommandContext context, IReadOnlyList<PrivateInputResource> inputs)
    {
        context.Output.Show(inputs, ApiJson.Default.IReadOnlyListPrivateInputResource, shown =>
            Output.Table(
                ["NAME", "CHANGED"], shown.Select(input => new[] { input.Name, HumanReadable.Since(input.Changed) })));
        return ExitCode.Success;
    }

    private static Dictionary<string, T?> Removed<T>(CommandContext context) where T : class =>
        context.Arguments.GetRequiredValue(Names)
            .Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => (T?)null);

    private static string PathOf(CommandContext context, string part) =>
        $"{context.ApplicationPath(context.Arguments.GetRequiredValue(Application))}/{part}";
}
