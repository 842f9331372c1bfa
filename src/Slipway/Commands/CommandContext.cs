using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;

namespace Slipway.Commands;

/// <summary>The arguments, API client and output of a running verb.</summary>
internal sealed record CommandContext(ParseResult Arguments, Output Output, ApiClient Api) : IDisposable
{
    /// <summary>`domain/name` or `name` in the login's domain, as a path of the API.</summary>
    public string ApplicationPath(string reference)
    {
        var (domain, name) = Split(reference);
        return $"applications/{Uri.EscapeDataString(domain)}/{Uri.EscapeDataString(name)}";
    }

    /// <summary>The same as `domain/name`.</summary>
    public string ApplicationName(string reference)
    {
        var (domain, name) = Split(reference);
        return $"{domain}/{name}";
    }

    private (string Domain, string Name) Split(string reference)
    {
        var parts = reference.Split('/');
        var (domain, name) = parts.Length == 2
            ? (parts[0], parts[1])
            : (Arguments.GetValue(GlobalOptions.Domain) ?? Api.Credentials.Domain, reference);
        return domain is not null
            ? (domain, name)
            : throw new SlipwayException(ErrorCode.Usage, $"the domain of '{reference}' is not known",
                "write DOMAIN/NAME, pass --domain, or log in again");
    }

    public void Dispose() => Api.Dispose();
}

internal static class GlobalOptions
{
    public static readonly Option<string> Output = new("--output", "-o")
    {
        Description = "output format: table or json",
        Recursive = true,
        DefaultValueFactory = _ => "table",
        HelpName = "FORMAT",
    };

    public static readonly Option<string?> Domain =
        new("--domain") { Description = "the domain of the application (default: the login's)", Recursive = true };

    static GlobalOptions() => Output.AcceptOnlyFromAmong("table", "json");
}
