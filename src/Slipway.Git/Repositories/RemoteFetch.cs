using Slipway.Git.Processes;
using Slipway.Platform;

namespace Slipway.Git.Repositories;

/// <summary>
/// Fills a new repository from a remote one: <c>URL#REF</c> becomes the deploy branch. Only this git process has
/// network access.
/// </summary>
internal static class RemoteFetch
{
    private const string TemporarySuffix = "refs/slipway/";

    /// <exception cref="SlipwayException">It cannot be fetched: the cause.</exception>
    public static async Task RunAsync(GitJail jail, string address, GitOptions options, CancellationToken cancel)
    {
        var (url, wanted) = Split(address);
        var online = jail with { Network = true, MaxFileBytes = options.MaxFetchBytes };
        try
        {
            await AllAsync(online, url, null, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.ToolFailed)
        {
            // git's own message, which the exception has, names the URL with its password.
            throw new SlipwayException(
                ErrorCode.Unavailable, $"the template cannot be fetched: {Masked(e.Message, url)}",
                "check the address with git ls-remote");
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new SlipwayException(ErrorCode.LimitReached, "the template could not be fetched in time",
                "try again, or push the source yourself", e);
        }
        var commit = await ResolveAsync(jail, wanted, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound,
                $"the template has no branch, tag or commit '{Pushes.TerminalSafeLine.Of(wanted ?? "HEAD")}'",
                "check what follows # in the address");
        await GitProcess.RunAsync(jail, ["update-ref", $"refs/heads/{options.DeployBranch}", commit], null, cancel);
        await ForgetAsync(jail, cancel);
    }

    /// <summary>
    /// Fetches all branches and tags under temporary names, because not all servers allow fetching a commit by its id.
    /// </summary>
    /// <param name="reference">Fetched, too, when it is a full name outside of branches and tags.</param>
    /// <exception cref="SlipwayException">They cannot be fetched.</exception>
    public static Task AllAsync(
        GitJail online, string url, string? reference, CancellationToken cancel) => GitProcess.RunAsync(
            online,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--", url,
                $"+HEAD:{TemporarySuffix}head", $"+refs/heads/*:{TemporarySuffix}heads/*",
                $"+refs/tags/*:{TemporarySuffix}tags/*",
                .. reference?.StartsWith("refs/", StringComparison.Ordinal) == true
                    ? new[] { $"+{reference}:{TemporarySuffix}wanted" } : []],
            null, cancel);

    /// <summary>Fetches one commit under a temporary name, with or without its history.</summary>
    /// <exception cref="SlipwayException">The server gives no single commits, or does not have it.</exception>
    public static Task OneAsync(
        GitJail online, string url, string commit, bool withHistory, CancellationToken cancel) => GitProcess.RunAsync(
            online,
            ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                .. withHistory ? Array.Empty<string>() : ["--depth=1"], "--", url,
                $"+{commit}:{TemporarySuffix}wanted"],
            null, cancel);

    /// <summary>Removes the temporary names.</summary>
    public static async Task ForgetAsync(GitJail jail, CancellationToken cancel)
    {
        var aside = await GitProcess.RunAsync(
            jail, ["for-each-ref", "--format=delete %(refname)", TemporarySuffix], null, cancel);
        await GitProcess.RunAsync(
            jail, ["update-ref", "--stdin"],
            input => input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(aside), cancel).AsTask(), cancel);
    }

    private static async Task<string?> ResolveAsync(GitJail jail, string? wanted, CancellationToken cancel)
    {
        string[] places = wanted is null
            ? [$"{TemporarySuffix}head"]
            : [$"{TemporarySuffix}heads/{wanted}", $"{TemporarySuffix}tags/{wanted}",
                .. wanted.All(char.IsAsciiHexDigit) ? new[] { wanted } : []];
        foreach (var place in places)
            try
            {
                return (await GitProcess.RunAsync(jail, ["rev-parse", "--quiet", "--verify", "--end-of-options",
                    $"{place}^{{commit}}"], null, cancel)).Trim();
            }
            catch (SlipwayException e) when (e.Code == ErrorCode.ToolFailed)
            {
                // Not found; perhaps the next one.
            }
        return null;
    }

    private static (string Url, string? Ref) Split(string address) =>
        address.IndexOf('#', StringComparison.Ordinal) is var at and >= 0
            ? (address[..at], address[(at + 1)..] is { Length: > 0 } text ? text : null)
            : (address, null);

    /// <summary>Removes a password in the URL from messages.</summary>
    public static string Masked(string message, string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0
        ? message.Replace(uri.UserInfo, "***", StringComparison.Ordinal)
            .Replace(Uri.UnescapeDataString(uri.UserInfo), "***", StringComparison.Ordinal)
        : message;
}
