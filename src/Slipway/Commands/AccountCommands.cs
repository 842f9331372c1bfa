using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class AccountCommands
{
    private static readonly Argument<string> Name = new("NAME") { Description = "the account" };
    private static readonly Option<bool> Administrator =
        new("--admin") { Description = "an administrator: accounts, domains, cartridges, all applications" };

    public static Command Create() =>
        Verb.Group("account", "Accounts: people and programs that use the platform. Administrators",
            Verb.Of("create", "Makes an account; `slipway token create --account NAME` gives it a token",
                [Name, Administrator], CreateAsync),
            Verb.Of("list", "Lists the accounts", [], ListAsync),
            Verb.Of("delete", "Removes an account with its tokens and memberships", [Name], DeleteAsync));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var request = new NewAccount(
            context.Arguments.GetRequiredValue(Name), context.Arguments.GetValue(Administrator) ? "admin" : null);
        var account = await context.Api.SendAsync(
            HttpMethod.Post, "accounts", request, ApiJson.Default.NewAccount, ApiJson.Default.AccountResource, cancel);
        context.Output.Show(account, ApiJson.Default.AccountResource, shown =>
            Console.Out.WriteLine($"the {shown.Role} {shown.Name} is made; give it a token: slipway token create " +
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
        context.Output.Line($"{name} is removed, with its tokens");
        return ExitCode.Success;
    }
}
