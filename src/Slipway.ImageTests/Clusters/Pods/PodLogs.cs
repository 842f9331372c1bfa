using Slipway.ImageTests.Clusters.Api;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>What the containers of a pod wrote.</summary>
internal sealed class PodLogs(ClusterClient client, PodAddress pod)
{
    private const int TailLines = 20;
    private const int TailBytes = 64 << 10;

    /// <summary>
    /// The last lines of a container; those of its life before when it has written none in this one. None when
    /// they cannot be had.
    /// </summary>
    public async Task<IReadOnlyList<string>> TailAsync(string container)
    {
        try
        {
            var text = await ReadAsync(container, previous: false);
            if (text.Length == 0)
                text = await ReadAsync(container, previous: true);
            return text.TrimEnd('\n') is { Length: > 0 } lines ? lines.Split('\n') : [];
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Cluster)
        {
            return [];
        }
    }

    private Task<string> ReadAsync(string container, bool previous) =>
        client.ReadLogAsync(pod, container, TailLines, TailBytes, previous, CancellationToken.None);
}
