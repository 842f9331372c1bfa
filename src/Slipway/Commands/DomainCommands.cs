using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class DomainCommands
{
    private static readonly Argument<string> Name = new("DOMAIN") { Description = "the domain" };
    private static readonly Argument<string> Account = new("ACCOUNT") { Description = "whom" };
    private static readonly Option<string?> Member =
        new("--member") { Description = "its first member (default: oneself)", HelpName = "ACCOUNT" };

    public static Command Create() =>
        Verb.Group("domain", "Domains: the namespaces of teams. Administrators change them",
            Verb.Of("create", "Makes a domain", [Name, Member], CreateAsync),
            Verb.Of("list", "Lists the domains one may use", [], ListAsync),
            Verb.Of("delete",
                "Removes a domain without applications, and the images that were pushed to it", [Name], DeleteAsync),
            Verb.Of("grant", "Lets an account use a domain", [Name, Account],
                (context, cancel) => SetAsync(context, HttpMethod.Put, cancel)),
            Verb.Of("revoke", "Lets an account no longer use a domain", [Name, Account],
                (context, cancel) => SetAsync(context, HttpMethod.Delete, cancel)));

    private static async Task<int> CreateAsync(CommandContext context, CancellationToken cancel)
    {
        var request = new NewDomain(context.Arguments.GetRequiredValue(Name), context.Arguments.GetValue(Member));
        return Show(context,
            await context.Api.SendAsync(HttpMethod.Post, "domains", request, ApiJson.Default.NewDomain,
                ApiJson.Default.DomainResource, cancel));
    }

    private static async Task<int> ListAsync(CommandContext context, CancellationToken cancel)
    {
        var domains = await context.Api.GetAsync("domains", ApiJson.Default.IReadOnlyListDomainResource, cancel);
        context.Output.Show(domains, ApiJson.Default.IReadOnlyListDomainResource, shown =>
            Output.Table(["DOMAIN", "MEMBERS", "CREATED"],
                shown.Select(domain => new[] { domain.Name, Names(domain), HumanReadable.Since(domain.Created) })));
        return ExitCode.Success;
    }

    private static async Task<int> DeleteAsync(CommandContext context, CancellationToken cancel)
    {
        await context.Api.DeleteAsync(PathOf(context), cancel);
        context.Output.Line($"the domain {context.Arguments.GetRequiredValue(Name)} is removed");
        return ExitCode.Success;
    }

    private static async Task<int> SetAsync(CommandContext context, HttpMethod method, CancellationToken cancel)
    {
        var path = $"{PathOf(context)}/members/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Account))}";
        return Show(context, await context.Api.SendAsync(method, path, null, ApiJson.Default.DomainResource, cancel));
    }

    private static int Show(CommandContext context, DomainResource domain)
    {
        context.Output.Show(domain, ApiJson.Default.DomainResource,
            shown => Output.Fields([("domain", shown.Name), ("members", Names(shown))]));
        return ExitCode.Success;
    }

    private static string Names(DomainResource domain) =>
        domain.Members.Count == 0 ? "none" : string.Join(", ", domain.Members);

    private static string PathOf(CommandContext context) =>
        $"domains/{Uri.EscapeDataString(context.Arguments.GetRequiredValue(Name))}";
}
