using Slipway.Platform.Composition;
using System.Net;
using System.Runtime.CompilerServices;
using Slipway.Git;
using Slipway.Git.Http;
using Slipway.Git.Pushes;
using Slipway.Platform;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Registry.Access;
using Slipway.Web.Endpoints;

namespace Slipway.Hosting;

/// <summary>Connects the git server to the platform: permissions and builds of pushes.</summary>
internal sealed class GitHosting(Broker broker, Addresses addresses)
{
    public async Task<GitPermission> AuthorizeAsync(
        RepositoryName repository, GitService service, LoginCredentials? credentials, IPAddress? source,
        CancellationToken cancel)
    {
        if (await broker.Logins.AuthenticateAsync(credentials, source, ofUser: false, cancel) is not { } account)
            return new GitPermission(GitAccess.Unauthenticated);
        // Permission to push an application's images includes its source.
        var allowed = AccessRules.MayPush(
            await broker.Logins.PrincipalOfAsync(account, cancel), $"{repository.Domain}/{repository.Application}");
        return new GitPermission(allowed ? GitAccess.Granted : GitAccess.Refused, account.Name);
    }

    /// <summary>Builds a pushed commit; the lines are shown to the user who pushed.</summary>
    public async IAsyncEnumerable<string> DeployAsync(
        PushedCommit pushed, [EnumeratorCancellation] CancellationToken cancel)
    {
        var application = await broker.Applications.RequireAsync(
            pushed.Repository.Domain, pushed.Repository.Application, cancel);
        var source = new SourceInput(SourceKind.Commit, pushed.New) { Ref = pushed.Ref };
        var operation = await broker.Builds.StartAsync(
            application, source, new BuildOptions(), PrivateInputs.None, pushed.Account, cancel);
        await foreach (var item in broker.Operations.WatchAsync(operation.Id, 0, cancel))
            if (item.Kind is OperationEventKind.Log or OperationEventKind.Progress)
                yield return item.Kind == OperationEventKind.Progress ? $"-----> {item.Text}" : $"       {item.Text}";
        var ended = await broker.Operations.WaitAsync(operation.Id, cancel);
        var last = ended.State == OperationState.Failed ? FailureLines(ended) : await SuccessLinesAsync(
            ended, application.Domain, application.Name, cancel);
        foreach (var line in last)
            yield return line;
    }

    private static IEnumerable<string> FailureLines(Operation ended)
    {
        yield return "";
        yield return $"error: {ended.Cause}";
        if (ended.NextStep is { } nextStep)
            yield return $"next:  {nextStep}";
        yield return "The commit is stored; the release that served goes on serving.";
    }

    private async Task<IReadOnlyList<string>> SuccessLinesAsync(
        Operation ended, string domain, string name, CancellationToken cancel)
    {
        var status = await broker.Applications.StatusAsync(
            await broker.Applications.RequireAsync(domain, name, cancel), cancel);
        return ["", ended.Outcome ?? "done", addresses.UrlOf(status.Host)];
    }
}
