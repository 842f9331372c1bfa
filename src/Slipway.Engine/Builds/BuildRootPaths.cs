namespace Slipway.Engine.Builds;

/// <summary>The directories of one build root.</summary>
/// <param name="Writable">The writable layer: <c>upper</c> and <c>work</c>. Run-time state, on disk.</param>
/// <param name="RuntimeDirectory">Mounts and bundles of containers, below <c>DIR/run</c>.</param>
internal sealed record BuildRootPaths(string Writable, string RuntimeDirectory)
{
    internal string Name => Path.GetFileName(RuntimeDirectory);

    internal string Upper => Path.Combine(Writable, "upper");

    /// <summary>The writable root.</summary>
    internal string Root => Path.Combine(RuntimeDirectory, "root");

    /// <summary>A read-only view of the layers below.</summary>
    internal string Lower => Path.Combine(RuntimeDirectory, "lower");

    /// <summary>Where mount points and files for a step's mounts are created.</summary>
    internal string Mounts => Path.Combine(RuntimeDirectory, "mounts");

    internal string Secrets => Path.Combine(RuntimeDirectory, "secrets");

    internal string Bundle => Path.Combine(RuntimeDirectory, "bundle");

    internal string RuntimeState => Path.Combine(RuntimeDirectory, "runtime");

    internal string RuntimeLog => Path.Combine(RuntimeDirectory, "runtime.log");
}
