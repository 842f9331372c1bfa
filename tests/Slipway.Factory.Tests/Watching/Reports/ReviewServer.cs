using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Factory.Tests.Watching.Reports;

/// <summary>
/// A server on the loopback that takes commit statuses as Gitea, Forgejo and GitHub do, and reviews as Gerrit does: it
/// refuses what those would refuse, and keeps what it took.
/// </summary>
internal sealed class ReviewServer : IAsyncDisposable
{
    public const string Token = "token-of-the-status-api";
    public const string Login = "slipway:http-password";
    private readonly WebApplication _application;

    private ReviewServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Run(AnswerAsync);
    }

    public string Url => _application.Urls.Single();

    /// <summary>What was taken, in order.</summary>
    public ConcurrentQueue<(string Path, JsonObject Body)> Taken { get; } = new();

    /// <summary>How many requests are to be refused from now on, as a server does that is restarted.</summary>
    public int Refusals { get; set; }

    /// <summary>Answers instead of the API when it is set.</summary>
    public Uri? Elsewhere { get; set; }

    public static async Task<ReviewServer> StartAsync()
    {
        var server = new ReviewServer();
        await server._application.StartAsync();
        return server;
    }

    /// <summary>What statuses of a commit were set, in order.</summary>
    public IEnumerable<string> StatusesOf(string commit) =>
        Taken.Where(report => report.Path.EndsWith($"/statuses/{commit}", StringComparison.Ordinal))
            .Select(report => (string)report.Body["state"]!);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        if (Elsewhere is { } elsewhere)
        {
            http.Response.Redirect(elsewhere.ToString(), permanent: false, preserveMethod: true);
            return;
        }
        if (Refusals-- > 0)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var parts = http.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isPost = http.Request.Method == "POST"
            && http.Request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) == true;
        var authorization = http.Request.Headers.Authorization.ToString();
        http.Response.StatusCode = parts switch
        {
            ["api", "v1", "repos", _, _, "statuses", { Length: 40 }] when isPost => authorization == $"Bearer {Token}"
                ? await TakeAsync(
                    http, body => body["state"]?.ToString() is "pending" or "success" or "failure" or "error"
                    && body["description"]?.ToString().Length <= 140
                    && Uri.IsWellFormedUriString(body["target_url"]?.ToString(), UriKind.Absolute)
                    && body["context"] is not null, StatusCodes.Status201Created)
                : StatusCodes.Status401Unauthorized,
            ["r", "a", "changes", _, "revisions", { Length: 40 }, "review"] when isPost =>
                authorization == $"Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Login))}"
                    ? await TakeAsync(http, body => body["message"] is not null
                        && body.All(field => field.Key is "message" or "tag" or "labels" or "notify"),
                        StatusCodes.Status200OK)
                    : StatusCodes.Status401Unauthorized,
            _ => StatusCodes.Status404NotFound,
        };
    }

    private async Task<int> TakeAsync(HttpContext http, Func<JsonObject, bool> isRight, int taken)
    {
        var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
        if (!isRight(body))
            return StatusCodes.Status422UnprocessableEntity;
        Taken.Enqueue((http.Request.Path.Value!, body));
        return taken;
    }
}
