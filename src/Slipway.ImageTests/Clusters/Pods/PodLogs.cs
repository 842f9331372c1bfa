using Slipway.ImageTests.Clusters.Api;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>What the containers of a pod wrote.</summary>
/// <param name="pod">Its path.</param>
internal sealed class PodLogs(ClusterClient client, string pod)
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
            var path =
                $"{pod}/log?container={Uri.EscapeDataString(container)}&tailLines={TailLines}&limitBytes={TailBytes}";
            var text = await client.ReadTextAsync(path, CancellationToken.None);
            if (text.Length == 0)
                text = await client.ReadTextAsync($"{path}&previous=true", CancellationToken.None);
            return text.TrimEnd('\n') is { Length: > 0 } lines ? lines.Split('\n') : [];
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Cluster)
        {
            return [];
        }
    }
}
