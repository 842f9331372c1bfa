using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class TokenCommands
{
    private static readonly Argument<string> Id = new("ID") { Description = "the id, see `slipway token list`" };
    private static readonly Option<string?> Account =
        new("--account")
        {
            Description = "the account (default: yours); other accounts: administrators", HelpName = "NAME",
        };
    private static readonly Option<string?> Name = new("--name") { Description = "a description", HelpName = "TEXT" };
    private static readonly Option<TimeSpan?> Expires =
        LimitOptions.Time("--expires", "lifetime, such as 12h or 30d (default: no expiry)");

    public static Command Create() => Verb.Group("token", "Manages tokens, the passwords for API, git and registry",
        Verb.Of("create", "Creates a token; it is shown only once", [Account, Name, Expires], CreateAsync),
        Verb.Of("list", "Lists tokens, without their values", [Account], ListAsync),
        Verb.Of("revoke", "Revokes a token at once", [Id, Account], RevokeAsync));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var request = new NewToken(context.Arguments.GetValue(Account), context.Arguments.GetValue(Name),
            context.Arguments.GetValue(Expires)?.TotalSeconds);
        var token = await context.Api.SendAsync(
            HttpMethod.Post, "tokens", request, ApiJson.Default.NewToken, ApiJson.Default.TokenResource, cancel);
        context.Output.Show(token, ApiJson.Default.TokenResource, shown =>
        {
            // Only the token goes to standard output, so that it can be piped.
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
        context.Output.Line($"token {id} revoked");
        return ExitCode.Success;
    }

    private static string Query(CommandContext context) =>
        context.Arguments.GetValue(Account) is { } account ? $"?account={Uri.EscapeDataString(account)}" : "";
}
