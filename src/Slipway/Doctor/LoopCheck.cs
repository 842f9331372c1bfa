using System.Globalization;
using Slipway.Client;
using Slipway.Web.Resources;

namespace Slipway.Doctor;

/// <summary>Which of the server's background loops fail, and why. Only administrators are told.</summary>
internal static class LoopCheck
{
    public static async Task<IReadOnlyList<Finding>> RunAsync(ApiClient api, CancellationToken cancel)
    {
        try
        {
            var loops = await api.GetAsync("server/loops", ApiJson.Default.IReadOnlyListLoopResource, cancel);
            var failing = loops.Where(loop => loop.Failures > 0).Select(Of).ToList();
            return failing.Count > 0
                ? failing
                : [new Finding("background work", FindingStatus.Fine, $"all {loops.Count} loops go well")];
        }
        catch (ProblemException e) when (e.Problem is { Status: 403 or 404 })
        {
            return []; // Not an administrator, or a server of an earlier version.
        }
    }

    private static Finding Of(LoopResource loop)
    {
        var since = loop.FailingSince?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        return new Finding("background work", FindingStatus.Warning,
            $"{loop.Name} has failed since {since} UTC ({loop.Failures} times): {loop.LastError}",
            "read the server's log, `DIR/logs/server.log`");
    }
}
