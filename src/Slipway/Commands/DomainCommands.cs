using System.CommandLine;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class DomainCommands
{
    private static readonly Argument<string> Name = new("DOMAIN") { Description = "the domain" };
    private static readonly Argument<string> Account = new("ACCOUNT") { Description = "whom" };
    private static readonly Option<string?> Member =
        new("--member") { Description = "the first member (default: you)", HelpName = "ACCOUNT" };

    public static Command Create() =>
        Verb.Group("domain", "Manages domains, the namespaces of teams",
            Verb.Of("create", "Creates a domain (administrators)", [Name, Member], CreateAsync),
            Verb.Of("list", "Lists the domains that you may use", [], ListAsync),
            Verb.Of("delete",
                "Deletes a domain without applications, and its images (administrators)", [Name], DeleteAsync),
            Verb.Of("grant", "Adds a member to a domain (administrators)", [Name, Account],
                (context, cancel) => SetAsync(context, HttpMethod.Put, cancel)),
            Verb.Of("revoke", "Removes a member from a domain (administrators)", [Name, Account],
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
        context.Output.Line($"domain {context.Arguments.GetRequiredValue(Name)} deleted");
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
