using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Slipway.Linux.Files;

namespace Slipway.Git.Pushes;

/// <summary>
/// The unix socket to which post-receive hooks report. Hooks run without privileges, so this socket offers nothing
/// else. It is world-writable, but visible only in the sandbox of a push, and requires the token of the push.
/// </summary>
internal sealed partial class PushListener(GitOptions options, PushTickets tickets, DeployPushed deploy, ILogger log)
    : IAsyncDisposable
{
    /// <summary>The hook: a constant script whose only input from the push is standard input.</summary>
    private const string Hook = """
        #!/bin/sh
        # Tells Slipway what was pushed and shows what becomes of it.
        exec curl -q --silent --show-error --no-buffer --unix-socket /mnt/socket \
            --header "Authorization: Bearer $SLIPWAY_PUSH" --data-binary @- http://slipway/pushed

        """;

    private const int MaxReportBytes = 1 << 20;
    private WebApplication? _application;
    private DirectoryHandle? _run;

    public async Task StartAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(options.HookDirectory);
        DurableFile.Write(
            Path.Combine(options.HookDirectory, "post-receive"), Encoding.ASCII.GetBytes(Hook), FileModes.AllExecute);
        File.Delete(options.HookSocket);
        // A socket's path has at most 107 bytes: the directory is given by its descriptor.
        _run = DirectoryHandle.Open(options.RunDirectory);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ListenUnixSocket($"/proc/self/fd/{_run.Descriptor}/{Path.GetFileName(options.HookSocket)}");
            kestrel.Limits.MaxRequestBodySize = MaxReportBytes;
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync(cancel);
        _run.SetMode(RawPath.Of(Path.GetFileName(options.HookSocket)), FileModes.AllReadWrite);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
            await _application.StopAsync(atOnce.Token);
            await _application.DisposeAsync();
        }
        _run?.Dispose();
        File.Delete(options.HookSocket);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var token = context.Request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal)
            || tickets.Redeem(token["Bearer ".Length..]) is not { } push)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        try
        {
            await FollowAsync(context, push);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested
            && e is OperationCanceledException or IOException)
        {
            // The pushing client has disconnected.
        }
        catch (Exception e)
        {
            // The hook's server has no log of its own: what is not said here, nobody hears of.
            var cause = CauseOf(e, push);
            if (context.Response.HasStarted)
                context.Abort();
            else
                await context.Response.WriteAsync(Unfollowed(cause) + "\n", context.RequestAborted);
        }
    }

    private async Task FollowAsync(HttpContext context, PushTickets.Push push)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var received = ReceivedRef.Parse(await reader.ReadToEndAsync(context.RequestAborted));
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await foreach (var line in LinesAsync(push, received, context.RequestAborted))
        {
            await context.Response.WriteAsync(TerminalSafeLine.Of(line) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private async IAsyncEnumerable<string> LinesAsync(
        PushTickets.Push push, IReadOnlyList<ReceivedRef> received,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var change in received.Where(change => change.Ref != DeployRef || change.New is null))
            yield return Stored(change);
        if (received.FirstOrDefault(change => change.Ref == DeployRef && change.New is not null) is not { } pushed)
            yield break;
        var lines = deploy(new PushedCommit(push.Repository, push.Account, pushed.Ref, pushed.Old, pushed.New!), cancel)
            .GetAsyncEnumerator(cancel);
        await using (lines)
            while (true)
            {
                var (line, failure) = await NextAsync(lines, push, cancel);
                if ((line ?? failure) is { } text)
                    yield return text;
                if (line is null)
                    yield break;
            }
    }

    /// <summary>
    /// An internal error becomes a last line: the push itself has succeeded and its commit is stored.
    /// </summary>
    private async Task<(string? Line, string? Failure)> NextAsync(
        IAsyncEnumerator<string> lines, PushTickets.Push push, CancellationToken cancel)
    {
        try
        {
            return (await lines.MoveNextAsync() ? lines.Current : null, null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return (null, Unfollowed(CauseOf(e, push)));
        }
    }

    private static string Unfollowed(string cause) =>
        $"The commit is stored, but following its build failed: {cause}";

    /// <summary>What its user may read; anything else is for the log.</summary>
    private string CauseOf(Exception failure, PushTickets.Push push)
    {
        var known = GitFailure.Of(failure, push.RequestId);
        if (known.IsInternal)
            LogFailure(failure, push.Repository, push.RequestId);
        return known.Text;
    }

    private string DeployRef => $"refs/heads/{options.DeployBranch}";

    private string Stored(ReceivedRef change) => change switch
    {
        { New: null } => $"{Short(change.Ref)} is deleted. What runs is not changed by that.",
        _ => $"{Short(change.Ref)} is stored. Only {options.DeployBranch} is built: " +
            $"git push REMOTE {Short(change.Ref)}:{options.DeployBranch}",
    };

    [LoggerMessage(Level = LogLevel.Error,
        Message = "the push to {Repository} could not be followed (request id {RequestId})")]
    private partial void LogFailure(Exception failure, RepositoryName repository, string requestId);

    private static string Short(string name) =>
        name.StartsWith("refs/heads/", StringComparison.Ordinal) ? name["refs/heads/".Length..] : name;
}
