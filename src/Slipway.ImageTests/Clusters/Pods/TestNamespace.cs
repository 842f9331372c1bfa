using System.Security.Cryptography;
using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Services;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>
/// A namespace for one test. Disposing it removes it with all that is in it; what a crash leaves is
/// removed by a later run.
/// </summary>
internal sealed class TestNamespace(ClusterClient client, TimeProvider clock) : IAsyncDisposable
{
    private const string Prefix = "slipway-test-";
    private const string Selector = "app.kubernetes.io/managed-by=slipway,app.kubernetes.io/component=image-test";
    private const int MaxAbandoned = 500;
    private const int MaxWarnings = 100;
    private const int RemovalAttempts = 3;

    /// <summary>No test takes as long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(30);

    public string Name { get; } = Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Creates it and waits until pods can be created in it.</summary>
    /// <exception cref="SlipwayException">The cluster refuses.</exception>
    public async Task CreateAsync(CancellationToken cancel)
    {
        await client.CreateNamespaceAsync(new V1Namespace
        {
            ApiVersion = V1Namespace.KubeApiVersion,
            Kind = V1Namespace.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = Name,
                Labels = new Dictionary<string, string>
                {
                    ["app.kubernetes.io/managed-by"] = "slipway",
                    ["app.kubernetes.io/component"] = "image-test",
                    ["pod-security.kubernetes.io/enforce"] = "baseline",
                },
            },
        }, cancel);
        // A pod has a service account, and the one that it has by default is made after its namespace.
        var began = clock.GetTimestamp();
        while (!await client.HasServiceAccountAsync(Name, "default", cancel))
        {
            if (clock.GetElapsedTime(began) > CreationTimeout)
                throw new SlipwayException(
                    ErrorCode.Cluster, "the cluster makes no service account 'default' in a new namespace",
                    "see that its controller manager runs");
            await Task.Delay(PollInterval, clock, cancel);
        }
    }

    /// <param name="item">Of core/v1; its namespace is set.</param>
    /// <exception cref="SlipwayException">The cluster refuses.</exception>
    public async Task CreateAsync(JsonObject item, CancellationToken cancel)
    {
        for (var window = new RetryWindow(CreationTimeout, clock); ;)
        {
            try
            {
                await client.CreateAsync(Name, item, cancel);
                return;
            }
            catch (TemporaryClusterException) when (!window.IsOver)
            {
                // Up to Kubernetes 1.23 a service account gets its token only after it is there.
                await Task.Delay(RetryInterval, clock, cancel);
            }
        }
    }

    public PodAddress AddressOf(string pod) => new(Name, pod);

    /// <summary>What the cluster warns of, oldest first; none when that may not be read.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(string pod, CancellationToken cancel)
    {
        try
        {
            var events = await client.ListEventsAsync(
                Name, $"involvedObject.name={pod},type=Warning", MaxWarnings, cancel);
            return [.. events.Select(one => $"{one.Reason}: {one.Message}").Distinct()];
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Cluster)
        {
            return [];
        }
    }

    /// <summary>Removes what runs left that had no time to do it themselves.</summary>
    /// <exception cref="SlipwayException">The server refuses the login, or cannot be reached.</exception>
    public static async Task RemoveAbandonedAsync(ClusterClient client, TimeProvider clock, CancellationToken cancel)
    {
        var (spaces, serverTime) = await client.ListNamespacesAsync(Selector, MaxAbandoned, cancel);
        var now = serverTime ?? clock.GetUtcNow();
        foreach (var space in spaces.Where(one => IsAbandoned(one?.Metadata, now)))
            await client.DeleteNamespaceAsync(space.Metadata.Name, cancel);
    }

    /// <summary>Also when its creation was broken off: the server may have done it all the same.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(RemovalTimeout);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.DeleteNamespaceAsync(Name, limit.Token);
                return;
            }
            catch (Exception e) when (e is SlipwayException { Code: ErrorCode.Cluster } or OperationCanceledException)
            {
                if (attempt == RemovalAttempts || limit.IsCancellationRequested)
                    return;
            }
        }
    }

    private static bool IsAbandoned(V1ObjectMeta? space, DateTimeOffset now) =>
        space is { Name: { } name, DeletionTimestamp: null, CreationTimestamp: { } created }
        && name.StartsWith(Prefix, StringComparison.Ordinal) && now - new DateTimeOffset(created) > Abandoned;
}
