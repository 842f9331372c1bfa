namespace Slipway.Web.Resources;

/// <summary>Options for a build or test of a tree, in the body because they may contain secrets.</summary>
public sealed record FactoryBuildOptions
{
    /// <summary>The cluster for the Pods of image tests; when absent, they run on the server's engine.</summary>
    public ClusterResource? Cluster { get; init; }
}

/// <summary>
/// A Kubernetes cluster, and the registry from which it pulls. It is used for this request only and never stored.
/// </summary>
/// <param name="Kubeconfig">YAML or JSON; its current context is used, and it must not refer to files.</param>
/// <param name="Registry">HOST or HOST:PORT.</param>
/// <param name="PlainHttp">Uses HTTP for the registry, or HTTPS without verifying its certificate.</param>
public sealed record ClusterResource(string Kubeconfig, string Registry, string? User, string? Password, bool PlainHttp)
{
    /// <summary>Without what is secret.</summary>
    public override string ToString() => $"a cluster that pulls from {Registry}";
}
