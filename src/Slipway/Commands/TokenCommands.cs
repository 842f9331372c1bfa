using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class TokenCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "as `slipway token list` shows it" };
    private static readonly Option<string?> Account =
        new("--account")
        {
            Description = "whose (default: one's own); others' are for administrators", HelpName = "NAME",
        };
    private static readonly Option<string?> Name = new("--name") { Description = "what it is for", HelpName = "TEXT" };
    private static readonly Option<TimeSpan?> Expires =
        LimitOptions.Time("--expires", "when it ends, such as 12h or 30d (default: never)");

    public static Command Create() => Verb.Group("token", "Tokens: what logs in to API, git and registry",
        Verb.Of("create", "Makes a token and prints it, this once", [Account, Name, Expires], CreateAsync),
        Verb.Of("list", "Lists tokens, without what opens", [Account], ListAsync),
        Verb.Of("revoke", "Ends a token at once", [Id, Account], RevokeAsync));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var request = new NewToken(context.Arguments.GetValue(Account), context.Arguments.GetValue(Name),
            context.Arguments.GetValue(Expires)?.TotalSeconds);
        var token = await context.Api.SendAsync(
            HttpMethod.Post, "tokens", request, ApiJson.Default.NewToken, ApiJson.Default.TokenResource, cancel);
        context.Output.Show(token, ApiJson.Default.TokenResource, shown =>
        {
            // The token alone is on standard output, so that it can be piped to where it is to be kept.
            Console.Out.WriteLine(shown.Token);
            Output.Note($"token {shown.Id} of {shown.Account}" +
                $"{(shown.Expires is { } end ? $", until {end:yyyy-MM-dd HH:mm} UTC" : "")}; it is not shown again");
        });
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var tokens = await context.Api.GetAsync(
            "tokens" + Query(context), ApiJson.Default.IReadOnlyListTokenResource, cancel);
        context.Output.Show(tokens, ApiJson.Default.IReadOnlyListTokenResource, shown => Output.Table(
            ["ID", "ACCOUNT", "CREATED", "EXPIRES", "NAME"],
            shown.Select(token => new[] { token.Id, token.Account, HumanReadable.Since(token.Created),
                token.Expires is { } end ? $"{end:yyyy-MM-dd HH:mm}" : "never", token.Name })));
        return ExitCode.Success;
    }

    private static async Task<int> RevokeAsync(CommandContext context, CancellationToken cancel)
    {
        var id = context.Arguments.GetRequiredValue(Id);
        await context.Api.DeleteAsync($"tokens/{Uri.EscapeDataString(id)}{Query(context)}", cancel);
        context.Output.Line($"token {id} opens nothing any more");
        return ExitCode.Success;
    }

    private static string Query(CommandContext context) =>
        context.Arguments.GetValue(Account) is { } account ? $"?account={Uri.EscapeDataString(account)}" : "";
}
