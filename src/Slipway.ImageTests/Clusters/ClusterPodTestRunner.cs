using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Clusters.Pods;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Clusters;

/// <summary>
/// Starts a Pod definition on a cluster, in a namespace of its own, and makes the checks of its test.
/// </summary>
internal sealed class ClusterPodTestRunner(ClusterTests cluster, TestScope scope, TimeProvider clock)
{
    private const string PullSecret = "slipway-test-registry";
    private readonly ClusterClient _client = cluster.Cluster.Client;

    public async Task RunAsync(PodTest test, CaseRecorder recorder, CancellationToken cancel)
    {
        var manifest = PodManifest.Read(scope.Directory.ReadText(test.Manifest), test.Manifest);
        IReadOnlyList<string> underTest = test.UnderTest.Count > 0 ? test.UnderTest : [manifest.FirstContainer ?? ""];
        var containers = manifest.Containers.Select(container => container.Text("name")).ToList();
        var unknown = underTest.Except(containers).ToList();
        if (unknown.Count > 0)
        {
            await recorder.AbortAsync(
                CaseOutcome.Failed($"underTest: the pod has no container {string.Join(", ", unknown)}"));
            return;
        }
        var images = await PublishAsync(manifest, underTest, cancel);
        await using var space = new TestNamespace(_client, clock);
        await CreateAsync(space, manifest, images, cancel);
        var wait = new PodReadinessWait(
            _client, space, manifest, underTest[0], test.StartTimeout ?? scope.Request.StartTimeout, clock);
        var outcome = await wait.WaitUntilReadyAsync(mustEnd: !manifest.RunsForEver && test.Checks.Count == 0, cancel);
        if (outcome.Outcome != TestOutcome.Passed)
        {
            await recorder.AbortAsync(outcome);
            return;
        }
        await recorder.NoteAsync(outcome);
        var target = new PodTarget(
            _client, space.AddressOf(manifest.Name), containers, underTest[0], wait.RetryWindow, clock);
        await new CheckRunner(scope, target).RunAllAsync(test.Checks, recorder, cancel);
    }

    /// <summary>The images that the cluster gets from here, by container; others it pulls as they are named.</summary>
    private async Task<IReadOnlyDictionary<string, string>> PublishAsync(
        PodManifest manifest, IReadOnlyList<string> underTest, CancellationToken cancel)
    {
        var images = new Dictionary<string, string>();
        foreach (var container in manifest.Containers)
        {
            var (name, named) = (container.Text("name"), container.Text("image"));
            if (underTest.Contains(name))
                images[name] = await PublishAsync(scope.Image, cluster.Repository, cancel);
            else if (named.Length > 0 && await scope.Request.FindImage(named, cancel) is { } sibling)
                images[name] = await PublishAsync(sibling, cluster.RepositoryOf(named), cancel);
        }
        return images;
    }

    private Task<string> PublishAsync(Image image, string repository, CancellationToken cancel) =>
        cluster.Cluster.PublishAsync(cluster.Content, image, repository, cancel);

    private async Task CreateAsync(
        TestNamespace space, PodManifest manifest, IReadOnlyDictionary<string, string> images, CancellationToken cancel)
    {
        await space.CreateAsync(cancel);
        var secret = cluster.Cluster.PullSecret(PullSecret);
        IEnumerable<JsonObject> objects = [.. manifest.Objects,
            .. secret is null ? Array.Empty<JsonObject>() : [secret]];
        foreach (var item in objects)
            await space.CreateAsync(PodManifest.Place(item, space.Name), cancel);
        await space.CreateAsync(manifest.In(space.Name, images, secret is null ? null : PullSecret), cancel);
    }
}
