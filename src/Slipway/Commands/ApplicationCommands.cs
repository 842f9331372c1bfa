using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class ApplicationCommands
{
    private static readonly Argument<string> Name = new("APPLICATION") { Description = "name, or domain/name" };
    private static readonly Option<string> Cartridge =
        new("--cartridge", "-c") { Description = "the cartridge, name[:version]", Required = true };
    private static readonly Option<string?> From =
        new("--from") { Description = "copy source from a git repository, URL[#commit]", HelpName = "URL[#COMMIT]" };
    private static readonly Option<bool> Empty =
        new("--empty") { Description = "create an empty repository and build nothing" };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "do not ask for confirmation" };

    public static Command Create() => Verb.Group("app", "Applications",
        Verb.Of("create", "Creates an application: repository, first build, release, route",
            [Name, Cartridge, From, Empty, .. LimitOptions.All], CreateAsync),
        Verb.Of("list", "Lists the applications", [], ListAsync),
        Verb.Of("show", "Shows URL, git remote, release, limits and gears of an application", [Name], ShowAsync),
        Verb.Of(
            "delete", "Deletes an application with its releases, images, repository and volumes",
            [Name, Yes], DeleteAsync));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Arguments.GetRequiredValue(Name).Split('/');
        var request = new NewApplication(name[^1], context.Arguments.GetRequiredValue(Cartridge),
            name.Length == 2
                ? name[0]
                : context.Arguments.GetValue(GlobalOptions.Domain) ?? context.Api.Credentials.Domain,
            context.Arguments.GetValue(From), context.Arguments.GetValue(Empty), LimitOptions.Read(context.Arguments));
        var operation = await context.Api.SendAsync(
            HttpMethod.Post, "applications", request, ApiJson.Default.NewApplication,
            ApiJson.Default.OperationResource, cancel);
        await context.Api.FollowAsync(operation, cancel);
        var application = await context.Api.GetAsync(
            context.ApplicationPath(operation.Application ?? request.Name),
            ApiJson.Default.ApplicationResource, cancel);
        context.Output.Show(application, ApiJson.Default.ApplicationResource, shown =>
        {
            Output.Fields(
                [("application", $"{shown.Domain}/{shown.Name}"), ("url", shown.Url), ("git remote", shown.GitRemote)]);
            Console.Out.WriteLine();
            Console.Out.WriteLine("to push a git repository to it:");
            Console.Out.WriteLine($"  git remote add slipway {shown.GitRemote}");
            Console.Out.WriteLine($"  git config credential.helper 'store --file={Credentials.GitPath}'");
            Console.Out.WriteLine("  git push slipway main");
        });
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var applications = await context.Api.GetAsync(
            "applications", ApiJson.Default.IReadOnlyListApplicationResource, cancel);
        context.Output.Show(applications, ApiJson.Default.IReadOnlyListApplicationResource, shown => Output.Table(
            ["APPLICATION", "CARTRIDGE", "STATE", "RELEASE", "GEARS", "URL"],
            shown.Select(a => new[] { $"{a.Domain}/{a.Name}", a.Cartridge, a.State, a.Release is { } v ? $"v{v}" : null,
                $"{a.Gears.Count(g => g.State == "running")}/{a.Scale}", a.Url })));
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var application = await context.Api.GetAsync(
            context.ApplicationPath(context.Arguments.GetRequiredValue(Name)),
            ApiJson.Default.ApplicationResource, cancel);
        context.Output.Show(application, ApiJson.Default.ApplicationResource, Print);
        return ExitCode.Success;
    }

    private static void Print(ApplicationResource application)
    {
        Output.Fields(
        [
            ("application", $"{application.Domain}/{application.Name}"),
            ("state", application.State),
            ("url", application.Url),
            ("git remote", application.GitRemote),
            ("cartridge", application.Cartridge),
            ("release", application.Release is { } version ? $"v{version}" : "none yet"),
            ("scale", $"{application.Scale}"),
            ("limits", LimitOptions.Describe(application.Limits)),
            ("created", HumanReadable.Since(application.Created)),
            .. application.Ports.Select(port => ($"port {port.Key}", (string?)$"{port.Value}")),
        ]);
        if (application.Gears.Count == 0)
            return;
        Console.Out.WriteLine();
        Output.Table(["GEAR", "RELEASE", "STATE", "ADDRESS", "RESTARTS", "STARTED", "REASON"],
            application.Gears.Select(g => new[]
            {
                g.Id, $"v{g.Release}", g.State, g.Address, $"{g.Restarts}", HumanReadable.Since(g.Started), g.Reason,
            }));
    }

    private static async Task<int> DeleteAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Arguments.GetRequiredValue(Name);
        if (!context.Arguments.GetValue(Yes) && !Confirmed(name))
            return ExitCode.Usage;
        var operation = await context.Api.SendAsync(
            HttpMethod.Delete, context.ApplicationPath(name), null, ApiJson.Default.OperationResource, cancel);
        context.Output.Result(await context.Api.FollowAsync(operation, cancel));
        return ExitCode.Success;
    }

    private static bool Confirmed(string name)
    {
        if (Console.IsInputRedirected)
            throw new SlipwayException(ErrorCode.Usage, "deleting needs a confirmation", "pass --yes");
        Console.Error.Write($"This deletes {name}, its releases, repository and volumes. Type its name to confirm: ");
        return Console.ReadLine() == name;
    }
}
