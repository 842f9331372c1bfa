namespace Slipway.Web.Resources;

/// <summary>What a build or test of a tree is given beside it, in the body: it may hold secrets.</summary>
public sealed record FactoryRunOptions
{
    /// <summary>Where the Pods of image tests are run; absent is the server's engine.</summary>
    public ClusterResource? Cluster { get; init; }
}

/// <summary>
/// A Kubernetes cluster, and the registry that it pulls from. It is used for the one request and kept nowhere.
/// </summary>
/// <param name="Kubeconfig">YAML or JSON whose current context is used; what it names by path must be in it.</param>
/// <param name="Registry">HOST or HOST:PORT.</param>
/// <param name="PlainHttp">The registry is asked by HTTP, or HTTPS whose certificate nobody vouches for.</param>
public sealed record ClusterResource(string Kubeconfig, string Registry, string? User, string? Password, bool PlainHttp)
{
    /// <summary>Without what is secret.</summary>
    public override string ToString() => $"a cluster that pulls from {Registry}";
}
