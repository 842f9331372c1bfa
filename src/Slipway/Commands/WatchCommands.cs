using System.CommandLine;
using System.Text;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>The image factory's watches.</summary>
internal static class WatchCommands
{
    private const string CredentialName = "credential";
    private const string HookSecretName = "hook secret";
    private static readonly Argument<string> Name = new("NAME") { Description = "the name of the watch" };
    private static readonly Option<string?> Git =
        new("--git") { Description = "URL of the repository: http, https or git", HelpName = "URL" };
    private static readonly Option<string?> Branch =
        new("--branch") { Description = "the branch to build (default: main)", HelpName = "BRANCH" };
    private static readonly Option<string?> Directory =
        new("--directory") { Description = "the directory of the tree in the repository", HelpName = "PATH" };
    private static readonly Option<string?> Tree =
        new("--tree") { Description = "for a source or an image: the watch of its tree", HelpName = "WATCH" };
    private static readonly Option<string?> Source =
        new("--source") { Description = "the name of the source in the tree", HelpName = "SOURCE" };
    private static readonly Option<string?> Image =
        new("--image") { Description = "watch a base image of the tree in the server's registry", HelpName = "REF" };
    private static readonly Option<TimeSpan?> Every =
        LimitOptions.Time("--every", "polling interval, such as 30s (default: 5m)");
    private static readonly Option<bool> Reviews =
        new("--reviews") { Description = "also build changes under review (Gerrit)" };
    private static readonly Option<string?> Statuses =
        new("--statuses")
        {
            Description = "set commit statuses with this API of Gitea, Forgejo or GitHub", HelpName = "URL",
        };
    private static readonly Option<string?> Gerrit =
        new("--gerrit") { Description = "vote on changes on this Gerrit server", HelpName = "URL" };
    private static readonly Option<string?> Label =
        new("--label") { Description = "the Gerrit label to vote on (default: Verified)", HelpName = "LABEL" };
    private static readonly Option<string?> Credential =
        new("--credential")
        {
            Description = "the API token, or USER:PASSWORD for Gerrit: a file, env:VARIABLE, or - for standard input",
            HelpName = "FILE",
        };
    private static readonly Option<string?> HookSecret =
        new("--hook-secret")
        {
            Description = "the secret of the webhook: a file, env:VARIABLE, or - for standard input",
            HelpName = "FILE",
        };
    private static readonly Option<bool> Again =
        new("--again") { Description = "build the branch even if it did not change" };

    public static Command Create() => Verb.Group("watch", "Watches repositories and images, and builds their changes",
        Verb.Of("add", "Watches the repository of a tree or of its source, or a base image",
            [Name, Git, Branch, Directory, Tree, Source, Image, Every, Reviews, Statuses, Gerrit, Label,
                Credential, HookSecret], AddAsync),
        Verb.Of("list", "Lists the watches", [], ListAsync),
        Verb.Of("show", "Shows a watch and its last runs", [Name], ShowAsync),
        Verb.Of("wake", "Polls now", [Name, Again], WakeAsync),
        Verb.Of("remove", "Removes a watch; its images stay", [Name], RemoveAsync));

    private static async Task<int> AddAsync(CommandContext context, CancellationToken cancel)
    {
        var secrets = await SecretsAsync(context, cancel);
        var watch = new NewWatch(context.Arguments.GetRequiredValue(Name))
        {
            Git = context.Arguments.GetValue(Git), Branch = context.Arguments.GetValue(Branch),
            Directory = context.Arguments.GetValue(Directory),
            Tree = context.Arguments.GetValue(Tree), Source = context.Arguments.GetValue(Source),
            Image = context.Arguments.GetValue(Image),
            Interval =
                context.Arguments.GetValue(Every) is { } every ? (int)Math.Min(every.TotalSeconds, int.MaxValue) : null,
            Reviews = context.Arguments.GetValue(Reviews), Statuses = context.Arguments.GetValue(Statuses),
            Gerrit = context.Arguments.GetValue(Gerrit),
            Label = context.Arguments.GetValue(Label), Credential = secrets.GetValueOrDefault(CredentialName),
            HookSecret = secrets.GetValueOrDefault(HookSecretName),
        };
        var added = await context.Api.SendAsync(
            HttpMethod.Post, "factory/watches", watch, ApiJson.Default.NewWatch, ApiJson.Default.WatchResource, cancel);
        context.Output.Show(added, ApiJson.Default.WatchResource, WatchOutput.Fields);
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var watches = await context.Api.GetAsync("factory/watches", ApiJson.Default.IReadOnlyListWatchResource, cancel);
        context.Output.Show(watches, ApiJson.Default.IReadOnlyListWatchResource, WatchOutput.List);
        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(CommandContext context, CancellationToken cancel)
    {
        var watch = await context.Api.GetAsync(PathOf(context), ApiJson.Default.WatchResource, cancel);
        context.Output.Show(watch, ApiJson.Default.WatchResource, shown =>
        {
            WatchOutput.Fields(shown);
            WatchOutput.Runs(shown.Runs ?? []);
        });
        return ExitCode.Success;
    }

    private static async Task<int> WakeAsync(CommandContext context, CancellationToken cancel)
    {
        var path = $"{PathOf(context)}/polls?again={(context.Arguments.GetValue(Again) ? "true" : "false")}";
        var woken = await context.Api.SendAsync(HttpMethod.Post, path, null, ApiJson.Default.WatchResource, cancel);
        context.Output.Show(
            woken, ApiJson.Default.WatchResource, shown => Console.Out.WriteLine($"polling {shown.Name} now"));
        return ExitCode.Success;
    }

    private static async Task<int> RemoveAsync(CommandContext context, CancellationToken cancel)
    {
        await context.Api.DeleteAsync(PathOf(context), cancel);
        context.Output.Line($"{context.Arguments.GetRequiredValue(Name)} is no longer watched; its images stay");
        return ExitCode.Success;
    }

    private static async Task<Dictionary<string, string>> SecretsAsync(CommandContext context, CancellationToken cancel)
    {
        var sources = new[]
        {
            (CredentialName, context.Arguments.GetValue(Credential)),
            (HookSecretName, context.Arguments.GetValue(HookSecret)),
        };
        var read = await Assignments.SecretsAsync(
            sources.Where(source => source.Item2 is not null).Select(source => $"{source.Item1}={source.Item2}"),
            cancel);
        return read.ToDictionary(
            entry => entry.Key, entry => Encoding.UTF8.GetString(entry.Value!).TrimEnd('\r', '\n'));
    }

    private static string PathOf(CommandContext context) =>
        $"factory/watches/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Name))}";
}
