namespace Slipway.Engine.Builds;

/// <summary>Where the parts of one build root are.</summary>
/// <param name="Writable">What the root has written: <c>upper</c> and <c>work</c>. Run-time state, on disk.</param>
/// <param name="RuntimeDirectory">Mounts and descriptions of containers, below <c>DIR/run</c>.</param>
internal sealed record BuildRootPaths(string Writable, string RuntimeDirectory)
{
    internal string Name => Path.GetFileName(RuntimeDirectory);

    internal string Upper => Path.Combine(Writable, "upper");

    /// <summary>The writable root.</summary>
    internal string Root => Path.Combine(RuntimeDirectory, "root");

    /// <summary>A view of the layers below it.</summary>
    internal string Lower => Path.Combine(RuntimeDirectory, "lower");

    /// <summary>What a step's mounts show is made here.</summary>
    internal string Mounts => Path.Combine(RuntimeDirectory, "mounts");

    internal string Secrets => Path.Combine(RuntimeDirectory, "secrets");

    internal string Bundle => Path.Combine(RuntimeDirectory, "bundle");

    internal string RuntimeState => Path.Combine(RuntimeDirectory, "runtime");

    internal string RuntimeLog => Path.Combine(RuntimeDirectory, "runtime.log");
}
