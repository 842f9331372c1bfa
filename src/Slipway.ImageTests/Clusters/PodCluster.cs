using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Access;
using Slipway.ImageTests.Clusters.Api;
using Slipway.ImageTests.Clusters.Pods;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;

namespace Slipway.ImageTests.Clusters;

/// <summary>A cluster that pods are tested on, and the registry that it pulls their images from.</summary>
/// <param name="loginDirectory">Where a directory for the registry's login is made; whoever owns it empties it after
/// a crash.</param>
/// <param name="registry">HOST or HOST:PORT, as the cluster knows it, too.</param>
/// <param name="plainHttp">The registry is asked by HTTP, or by HTTPS with an untrusted certificate.</param>
public sealed class PodCluster(
    ClusterAccess access, string loginDirectory, string registry, RemoteLogin? login, bool plainHttp) : IDisposable
{
    private const int TagDigits = 12;
    private readonly RemoteRegistry _registry = new(loginDirectory, registry, login, plainHttp);

    internal ClusterClient Client { get; } = new(access);

    /// <summary>Tries the login, and removes what runs left that ended before their time.</summary>
    /// <exception cref="SlipwayException">The cluster refuses the login, or cannot be reached.</exception>
    public async Task OpenAsync(TimeProvider clock, CancellationToken cancel) =>
        await TestNamespace.RemoveAbandonedAsync(Client, clock, cancel);

    public void Dispose()
    {
        Client.Dispose();
        _registry.Dispose();
    }

    /// <summary>
    /// Sends an image to where the cluster pulls from, unless it is there, under a tag that says its digest.
    /// </summary>
    /// <returns>The name by which the cluster pulls it: by digest.</returns>
    /// <exception cref="SlipwayException">The registry refuses, or cannot be reached.</exception>
    internal async Task<string> PublishAsync(
        ContentStore content, Image image, string repository, CancellationToken cancel)
    {
        var name = ImageReference.Parse(repository).WithTag($"test-{image.Digest.Hex[..TagDigits]}");
        if (await _registry.FindAsync(name, cancel) != image.Digest)
            await _registry.PushAsync(content, image, name, cancel);
        return $"{registry}/{repository}@{image.Digest}";
    }

    /// <summary>The Secret that a kubelet logs in to the registry with; null when nobody has to.</summary>
    internal JsonObject? PullSecret(string name) => login is null ? null : new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["type"] = "kubernetes.io/dockerconfigjson",
        ["data"] =
            new JsonObject { [".dockerconfigjson"] = Convert.ToBase64String(RemoteLogin.FileOf(registry, login)) },
    };
}

/// <summary>How the pods of one image's tests are run on a cluster.</summary>
/// <param name="Repository">Of the image under test.</param>
/// <param name="RepositoryOf">Of an image that a test names.</param>
public sealed record ClusterTests(
    PodCluster Cluster, ContentStore Content, string Repository, Func<string, string> RepositoryOf);
