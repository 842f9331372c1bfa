using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;

namespace Slipway.Git.Http;

/// <summary>
/// git's smart HTTP protocol (gitprotocol-http(5)) at <c>PREFIX/DOMAIN/APPLICATION.git</c>; versions 0 to 2.
/// </summary>
public static partial class GitEndpoints
{
    private const string Suffix = ".git";

    public static IEndpointConventionBuilder MapGit(
        this IEndpointRouteBuilder endpoints, GitServer git, string prefix = "/git")
    {
        var group = endpoints.MapGroup($"{prefix}/{{domain}}/{{repository}}");
        group.MapGet("/info/refs", (HttpContext context, string domain, string repository, string? service) =>
            GuardAsync(context, git, () => ServeAsync(context, git, domain, repository, service, advertise: true)));
        group.MapPost("/git-upload-pack", (HttpContext context, string domain, string repository) =>
            GuardAsync(context, git, () =>
                ServeAsync(context, git, domain, repository, "git-upload-pack", advertise: false)));
        group.MapPost("/git-receive-pack", (HttpContext context, string domain, string repository) =>
            GuardAsync(context, git, () =>
                ServeAsync(context, git, domain, repository, "git-receive-pack", advertise: false)));
        return group;
    }

    /// <summary>
    /// What fails is told as it is; what is Slipway's own fault the log in full, and users by the request's id.
    /// </summary>
    private static async Task GuardAsync(HttpContext context, GitServer git, Func<Task> serve)
    {
        try
        {
            await serve();
        }
        catch (Exception e) when (
            context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody is there to be answered.
        }
        catch (Exception e) when (e is not BadHttpRequestException)
        {
            var failure = GitFailure.Of(e, context.TraceIdentifier);
            if (failure.IsInternal)
                LogFailure(git.Log, e, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
                context.Abort();
            else if (failure.Status == StatusCodes.Status401Unauthorized)
                await ChallengeAsync(context, git);
            else
                await RefuseAsync(
                    context, failure.Status, $"{char.ToUpperInvariant(failure.Text[0])}{failure.Text[1..]}.");
        }
    }

    private static async Task ServeAsync(
        HttpContext context, GitServer git, string domain, string repository, string? serviceName, bool advertise)
    {
        GitService? service = serviceName switch
        {
            "git-upload-pack" => GitService.Read, "git-receive-pack" => GitService.Write, _ => null,
        };
        if (service is null)
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden,
                "Only the smart HTTP protocol is spoken here: use a git client of version 1.6.6 or later.");
            return;
        }
        var name = repository.EndsWith(Suffix, StringComparison.Ordinal)
            ? RepositoryName.TryCreate(domain, repository[..^Suffix.Length]) : null;
        if (await AuthorizeAsync(context, git, name, service.Value) is not { } permission)
            return;
        if (permission.Access == GitAccess.Unauthenticated)
            await ChallengeAsync(context, git);
        else if (name is null || permission.Access != GitAccess.Granted || !git.Exists(name))
            await RefuseAsync(context, StatusCodes.Status404NotFound,
                "There is no such repository, or this token may not use it. `slipway app list` " +
                    "shows the applications.");
        else
            await RunAsync(context, git, name, service.Value, permission.Account, advertise);
    }

    /// <returns>Null when the response has already been sent.</returns>
    private static async Task<GitPermission?> AuthorizeAsync(
        HttpContext context, GitServer git, RepositoryName? name, GitService service)
    {
        if (name is null)
            return new GitPermission(GitAccess.Refused);
        try
        {
            var credentials = LoginCredentials.Of(context.Request.Headers.Authorization);
            return await git.Authorize(
                name, service, credentials, context.Connection.RemoteIpAddress, context.RequestAborted);
        }
        catch (TooManyLoginsException later)
        {
            context.Response.Headers.RetryAfter = later.Header;
            await RefuseAsync(context, StatusCodes.Status429TooManyRequests,
                $"Too many logins failed; try again in {later.Header} seconds.");
            return null;
        }
    }

    private static async Task RunAsync(
        HttpContext context, GitServer git, RepositoryName name, GitService service, string account, bool advertise)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(git.TimeLimit(service));
        using var place = await git.AcquireSlotAsync(limit.Token);
        if (place is null)
        {
            context.Response.Headers.RetryAfter = "10";
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable,
                "Too many git requests at one time; try again in a few seconds.");
            return;
        }
        var body = advertise ? Stream.Null : RequestBody.Open(context.Request);
        if (body is null)
        {
            await RefuseAsync(
                context, StatusCodes.Status415UnsupportedMediaType, "The request's Content-Encoding is not gzip.");
            return;
        }
        try
        {
            await PipeAsync(context, git, name, service, account, advertise, body, limit.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
        catch (InvalidDataException)
        {
            context.Abort(); // announced as gzip, but is not
        }
    }

    private static async Task PipeAsync(
        HttpContext context, GitServer git, RepositoryName name, GitService service, string account, bool advertise,
        Stream body, CancellationToken cancel)
    {
        var verb = service == GitService.Read ? "git-upload-pack" : "git-receive-pack";
        context.Response.ContentType = $"application/x-{verb}-{(advertise ? "advertisement" : "result")}";
        context.Response.Headers.CacheControl = "no-cache, max-age=0, must-revalidate";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var protocol = ProtocolOf(context.Request);
        using var repositoryLock = advertise ? null : await git.LockRepositoryAsync(name, service);
        using var ticket = service == GitService.Write && !advertise
            ? git.Issue(name, account, context.TraceIdentifier) : null;
        await using var process = git.Start(name, service, advertise, protocol, ticket?.Token);
        if (advertise && !IsVersion2(protocol))
            await context.Response.WriteAsync(Announcement(verb), cancel);
        var feed = RequestBody.CopyAsync(body, process.Input, git.MaxBodyBytes(service), cancel);
        await CopyAsync(process.Output, context.Response, cancel);
        await feed;
        var (code, errors) = await process.EndAsync(cancel);
        if (code == 0)
            return;
        var line = Pushes.TerminalSafeLine.Of(errors.Replace('\n', ' '));
        LogEnd(git.Log, verb, name, code, line);
        if (advertise)
            context.Abort();
    }

    private static async Task CopyAsync(Stream output, HttpResponse response, CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await output.ReadAsync(buffer, cancel)) > 0;)
        {
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancel);
            await response.Body.FlushAsync(cancel);
        }
    }

    private static Task ChallengeAsync(HttpContext context, GitServer git)
    {
        if (context.Request.Headers.Authorization.Count > 0)
            LogRefusedLogin(git.Log, context.Connection.RemoteIpAddress?.ToString(), context.Request.Path);
        context.Response.Headers.WWWAuthenticate = LoginCredentials.Challenge;
        return RefuseAsync(context, StatusCodes.Status401Unauthorized,
            "Use a Slipway token as the password; `slipway login` writes one to a file for git's credential helper.");
    }

    /// <summary>git shows a text/plain body to its user.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    private static string? ProtocolOf(HttpRequest request) =>
        request.Headers["Git-Protocol"].ToString() is { Length: > 0 } text && Protocol().IsMatch(text) ? text : null;

    private static bool IsVersion2(string? protocol) => protocol?.Split(':').Contains("version=2") == true;

    /// <summary>A line in pkt-line format, and a flush packet.</summary>
    private static string Announcement(string verb)
    {
        var line = $"# service={verb}\n";
        return $"{line.Length + 4:x4}{line}0000";
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailure(ILogger log, Exception failure, string method, PathString path);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Verb} of {Repository} ended with {Code}: {Errors}")]
    private static partial void LogEnd(ILogger log, string verb, RepositoryName repository, int code, string errors);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a login of git from {Source} was refused: {Path}")]
    private static partial void LogRefusedLogin(ILogger log, string? source, PathString path);

    [GeneratedRegex(@"^[a-z0-9=:._-]{1,200}\z")]
    private static partial Regex Protocol();
}
