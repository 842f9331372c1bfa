using System.CommandLine;
using Slipway.Client;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

internal static class LoginCommand
{
    private static readonly Argument<string> Url =
        new("URL") { Description = "URL of the server, such as http://127.0.0.1:8090" };
    private static readonly Option<string?> TokenFile =
        new("--token-file")
        {
            Description = "a file with the token (default: read standard input)",
            HelpName = "FILE",
        };

    public static Command Create() =>
        Verb.Local("login", "Saves server and token for this user, also for git", [Url, TokenFile],
            async (arguments, output, cancel) =>
    {
        var url = arguments.GetRequiredValue(Url).TrimEnd('/');
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new SlipwayException(
                ErrorCode.Usage, $"'{url}' is not the address of a server", "write it as http://HOST:PORT");
        var token = await SecretInput.ReadAsync("token", arguments.GetValue(TokenFile), cancel);
        var credentials = new Credentials(url, null, token, null);
        using var api = new ApiClient(credentials);
        var server = await api.GetAsync("server", ApiJson.Default.ServerResource, cancel);
        var domain = server.Domain.Length > 0 ? server.Domain : null;
        (credentials with { User = server.User, Domain = domain }).Save(Credentials.DirectoryPath);
        output.Line(
            $"logged in to {url} as {server.User}, {(domain is null ? "no domain yet" : $"domain {domain}")}");
        return ExitCode.Success;
    });
}
