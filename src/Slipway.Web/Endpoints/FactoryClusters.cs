using Slipway.ImageTests.Clusters;
using Slipway.ImageTests.Clusters.Access;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Registry.Remote;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Clusters for the Pods of image tests, and other registries, as given in requests.</summary>
internal static class FactoryClusters
{
    /// <returns>Opens the cluster; null when the request has none.</returns>
    /// <exception cref="SlipwayException">The kubeconfig cannot be used.</exception>
    /// <exception cref="SlipwayException">Invalid: the registry is none.</exception>
    public static Func<PodCluster>? Read(ClusterResource? resource, string loginDirectory)
    {
        if (resource is null)
            return null;
        RequireRegistry(resource.Registry);
        var access = Kubeconfig.Read(resource.Kubeconfig ?? "");
        var login = LoginOf(resource.User, resource.Password);
        return () => new PodCluster(access, loginDirectory, resource.Registry, login, resource.PlainHttp);
    }

    public static RemoteLogin? LoginOf(string? user, string? password) =>
        user is null ? null : new RemoteLogin(user, password ?? "");

    public static void RequireRegistry(string host)
    {
        if (!ImageReference.TryParse($"{host}/image", out var reference) || reference.Host != host)
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(host)}' is no address of a registry",
                "write HOST or HOST:PORT, such as registry.example.com:5000");
    }
}
