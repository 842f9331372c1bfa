using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Platform;

/// <summary>
/// What may be called how. A route's host label is <c>application-domain</c>; domains have no hyphen, so that every
/// label means one application.
/// </summary>
public static partial class NameRules
{
    public const int MaxApplicationLength = 32;
    public const int MaxDomainLength = 20;

    // Their images live beside those of the applications.
    private static readonly string[] ReservedDomains = ["images", "cartridges", "v2", "api", "slipway"];

    public static string RequireApplication(string? name) => name is not null && ApplicationPattern().IsMatch(name)
        ? name
        : throw Refusal("application", name,
            $"1 to {MaxApplicationLength} of a-z, 0-9 and -, beginning with a letter, ending with a letter or digit");

    public static string RequireDomain(string? name)
    {
        if (name is null || !DomainPattern().IsMatch(name))
            throw Refusal("domain", name, $"1 to {MaxDomainLength} of a-z and 0-9, beginning with a letter");
        return ReservedDomains.Contains(name)
            ? throw new SlipwayException(
                ErrorCode.Invalid, $"the domain name '{name}' is reserved", "choose another")
            : name;
    }

    public static string RequireAccount(string? name) => name is not null && AccountPattern().IsMatch(name)
        ? name
        : throw Refusal("account", name, "1 to 64 of a-z, 0-9, ., _, @ and -, beginning with a letter or digit");

    private static SlipwayException Refusal(string what, string? name, string rule) =>
        new(ErrorCode.Invalid,
            $"'{Excerpt.Of(name ?? "")}' is not a name for an {what}".Replace("an domain", "a domain"), $"use {rule}");

    [GeneratedRegex(
        @"\A[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ApplicationPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,19}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DomainPattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._@-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex AccountPattern();
}
