namespace Slipway.Engine.Builds;

/// <summary>Where the parts of one build root are.</summary>
/// <param name="Writable">What the root has written: <c>upper</c> and <c>work</c>. Run-time state, on disk.</param>
/// <param name="Room">Mounts and descriptions of containers, below <c>DIR/run</c>.</param>
internal sealed record BuildPlaces(string Writable, string Room)
{
    internal string Name => Path.GetFileName(Room);

    internal string Upper => Path.Combine(Writable, "upper");

    /// <summary>The writable root.</summary>
    internal string Root => Path.Combine(Room, "root");

    /// <summary>A view of the layers below it.</summary>
    internal string Lower => Path.Combine(Room, "lower");

    /// <summary>What a step's mounts show is made here.</summary>
    internal string Mounts => Path.Combine(Room, "mounts");

    internal string Secrets => Path.Combine(Room, "secrets");

    internal string Bundle => Path.Combine(Room, "bundle");

    internal string RuntimeState => Path.Combine(Room, "runtime");

    internal string RuntimeLog => Path.Combine(Room, "runtime.log");
}
