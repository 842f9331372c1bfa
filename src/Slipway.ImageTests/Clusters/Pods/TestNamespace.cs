using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;

namespace Slipway.ImageTests.Clusters.Pods;

/// <summary>
/// A namespace for one test. Disposing it removes it with all that is in it; what a crash leaves is
/// removed by a later run.
/// </summary>
internal sealed class TestNamespace(ClusterClient client) : IAsyncDisposable
{
    private const string Prefix = "slipway-test-";
    private const string Namespaces = "api/v1/namespaces";
    private const string Selector =
        "app.kubernetes.io%2Fmanaged-by%3Dslipway%2Capp.kubernetes.io%2Fcomponent%3Dimage-test";
    private const int RemovalAttempts = 3;

    /// <summary>No test takes as long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CreationTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RemovalTimeout = TimeSpan.FromSeconds(30);

    public string Name { get; } = Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);

    private string Address => $"{Namespaces}/{Name}";

    /// <summary>Creates it and waits until pods can be created in it.</summary>
    /// <exception cref="SlipwayException">The cluster refuses.</exception>
    public async Task CreateAsync(TimeProvider clock, CancellationToken cancel)
    {
        await client.CreateAsync(Namespaces, new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject
            {
                ["name"] = Name,
                ["labels"] = new JsonObject
                {
                    ["app.kubernetes.io/managed-by"] = "slipway",
                    ["app.kubernetes.io/component"] = "image-test",
                    ["pod-security.kubernetes.io/enforce"] = "baseline",
                },
            },
        }, cancel);
        // A pod has a service account, and the one that it has by default is made after its namespace.
        var began = clock.GetTimestamp();
        while (await client.FindAsync($"{Address}/serviceaccounts/default", cancel) is null)
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
    public Task CreateAsync(JsonObject item, CancellationToken cancel) =>
        client.CreateAsync($"{Address}/{ListOf(item.Text("kind"))}", item, cancel);

    /// <summary>The pod's path.</summary>
    public string PathOf(string pod) => $"{Address}/pods/{Uri.EscapeDataString(pod)}";

    /// <summary>What the cluster warns of, oldest first; none when that may not be read.</summary>
    public async Task<IReadOnlyList<string>> WarningsAsync(string pod, CancellationToken cancel)
    {
        try
        {
            var selector = Uri.EscapeDataString($"involvedObject.name={pod},type=Warning");
            var events = await client.ListAsync($"{Address}/events?fieldSelector={selector}&limit=100", cancel);
            return [.. events.Items.Select(one => $"{one.Text("reason")}: {one.Text("message")}").Distinct()];
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
        var found = await client.ListAsync($"{Namespaces}?labelSelector={Selector}&limit=500", cancel);
        var now = found.Now ?? clock.GetUtcNow();
        foreach (var name in found.Items.Where(one => IsAbandoned(one, now))
            .Select(one => one.Text("metadata", "name")))
            await client.RemoveAsync($"{Namespaces}/{Uri.EscapeDataString(name)}", cancel);
    }

    /// <summary>Also when its creation was broken off: the server may have done it all the same.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(RemovalTimeout);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await client.RemoveAsync(Address, limit.Token);
                return;
            }
            catch (Exception e) when (e is SlipwayException { Code: ErrorCode.Cluster } or OperationCanceledException)
            {
                if (attempt == RemovalAttempts || limit.IsCancellationRequested)
                    return;
            }
        }
    }

    private static bool IsAbandoned(JsonObject space, DateTimeOffset now) =>
        space.Text("metadata", "name").StartsWith(Prefix, StringComparison.Ordinal)
        && space.At("metadata", "deletionTimestamp") is null
        && DateTimeOffset.TryParse(space.Text("metadata", "creationTimestamp"), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var created)
        && now - created > Abandoned;

    private static string ListOf(string kind) => kind switch
    {
        "Pod" => "pods",
        "ConfigMap" => "configmaps",
        "Secret" => "secrets",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
