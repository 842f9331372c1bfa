using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Client;

/// <summary>
/// Shows an operation's steps and log while it runs, and ends with its result. Reconnects after a lost connection.
/// </summary>
internal static class OperationFollower
{
    private const int Reconnects = 30;

    /// <exception cref="SlipwayException">The operation failed.</exception>
    public static async Task<OperationResource> FollowAsync(
        this ApiClient api, OperationResource operation, CancellationToken cancel)
    {
        var seen = 0L;
        for (var attempt = 0; ; attempt++)
        {
            OperationResource? ended = null;
            try
            {
                ended = await ReadToEndAsync(api, operation, seen, number => seen = number, cancel);
            }
            catch (Exception e) when (IsAway(e) && attempt < Reconnects)
            {
                if (attempt == 0)
                    Output.Note("lost the connection to the server; reconnecting");
            }
            if (ended is not null)
                return ended.Problem is { } problem ? throw new ProblemException(problem) : ended;
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }
    }

    /// <summary>Shows the lines of a progress stream and returns its result.</summary>
    /// <exception cref="SlipwayException">It failed.</exception>
    public static async Task<OperationResource> FollowAsync(
        this ApiClient api, string path, HttpContent content, CancellationToken cancel)
    {
        await foreach (var item in api.StreamAsync(
            HttpMethod.Post, path, content, ApiJson.Default.OperationEvent, cancel))
        {
            if (item.Operation is { } ended)
                return ended.Problem is { } problem ? throw new ProblemException(problem) : ended;
            Show(item);
        }
        throw new SlipwayException(
            ErrorCode.ConnectionLost, "the server ended the connection before the work was done",
            "run the command again: what is done is found again");
    }

    private static async Task<OperationResource?> ReadToEndAsync(
        ApiClient api, OperationResource operation, long after, Action<long> saw, CancellationToken cancel)
    {
        await foreach (var item in api.StreamAsync(
            $"operations/{operation.Id}/events?after={after}", ApiJson.Default.OperationEvent, cancel))
        {
            if (item.Operation is { } ended)
                return ended;
            saw(item.Sequence ?? after);
            Show(item);
        }
        return null;
    }

    private static bool IsAway(Exception e) =>
        e is HttpIOException || e is SlipwayException failure && ExitCode.Of(failure) == ExitCode.Unavailable;

    private static void Show(OperationEvent item)
    {
        if (item.Text is { } text)
            Output.Note(item.Kind == "step" ? $"==> {text}" : $"    {Output.Printable(text)}");
    }
}
