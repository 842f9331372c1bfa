using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class AccountCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "the account" };
    private static readonly Option<bool> Administrator =
        new("--admin") { Description = "make it an administrator, who may do everything" };

    public static Command Create() =>
        Verb.Group("account", "Manages accounts of people and programs (administrators)",
            Verb.Of("create", "Creates an account; then run `slipway token create --account NAME`",
                [Name, Administrator], CreateAsync),
            Verb.Of("list", "Lists the accounts", [], ListAsync),
            Verb.Of("delete", "Deletes an account with its tokens and memberships", [Name], DeleteAsync));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var request = new NewAccount(
            context.Arguments.GetRequiredValue(Name), context.Arguments.GetValue(Administrator) ? "admin" : null);
        var account = await context.Api.SendAsync(
            HttpMethod.Post, "accounts", request, ApiJson.Default.NewAccount, ApiJson.Default.AccountResource, cancel);
        context.Output.Show(account, ApiJson.Default.AccountResource, shown =>
            Console.Out.WriteLine($"account {shown.Name} created ({shown.Role}); its token: slipway token create " +
                $"--account {shown.Name}"));
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var accounts = await context.Api.GetAsync("accounts", ApiJson.Default.IReadOnlyListAccountResource, cancel);
        context.Output.Show(accounts, ApiJson.Default.IReadOnlyListAccountResource, shown =>
            Output.Table(["ACCOUNT", "ROLE", "CREATED"],
                shown.Select(account => new[] { account.Name, account.Role, HumanReadable.Since(account.Created) })));
        return ExitCode.Success;
    }

    private static async Task<int> DeleteAsync(CommandContext context, CancellationToken cancel)
    {
        var name = context.Arguments.GetRequiredValue(Name);
        await context.Api.DeleteAsync($"accounts/{Uri.EscapeDataString(name)}", cancel);
        context.Output.Line($"{name} deleted, with its tokens");
        return ExitCode.Success;
    }
}
