using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>How a difference becomes a layer.</summary>
public sealed record DiffOptions
{
    public static readonly DiffOptions Default = new();

    /// <summary>
    /// Later modification times are written as this one (SOURCE_DATE_EPOCH); null keeps them all, nanoseconds included.
    /// </summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>Paths from the root that are left out with all below them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// Regular files, by their path from the root, whose making or change is left out. Their removal is not.
    /// </summary>
    public IReadOnlyList<string> Transient { get; init; } = [];
}

/// <summary>
/// Computes what a layer's tar has to hold. What removed files leave is written as one whiteout for each name that the
/// lower tree really has, never as an opaque marker, so that the layer hides nothing that a later, patched base brings.
/// Directories that overlayfs only copied up are there when something in them changed, with the lower tree's metadata
/// (other engines give a directory that a layer does not name the mode 0755), and left out otherwise. Copied-up files
/// that are equal in content, metadata and (bounded) time are left out. The root directory's own metadata, sockets and
/// device nodes are no part of layers.
/// </summary>
public static class LayerDiff
{
    /// <summary>The difference that an overlay's upper directory makes to the merged tree below it.</summary>
    /// <param name="lower">The merged lower tree with the upper's ids, or null when there is none.</param>
    /// <param name="upper">
    /// The upper directory, not mounted at the moment, of an overlay with
    /// <c>redirect_dir=off,metacopy=off,index=off,xino=off</c>.
    /// </param>
    /// <exception cref="SlipwayException">A name cannot be stored in a layer: it starts with <c>.wh.</c>, or its path
    /// is too long.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LayerPlan Of(
        string? lower, string upper, DiffOptions? options = null, CancellationToken cancel = default) =>
        Plan(lower, upper, options, overlay: true, cancel);

    /// <summary>All of a plain directory as one layer.</summary>
    /// <inheritdoc cref="Of"/>
    public static LayerPlan OfTree(string root, DiffOptions? options = null, CancellationToken cancel = default) =>
        Plan(null, root, options, overlay: false, cancel);

    private static LayerPlan Plan(
        string? lower, string upper, DiffOptions? options, bool overlay, CancellationToken cancel)
    {
        using var upperHandle = DirectoryHandle.Open(upper);
        using var lowerHandle = lower is null ? null : DirectoryHandle.Open(lower);
        var walk = new DiffWalk(options ?? DiffOptions.Default, overlay, cancel);
        walk.Visit(lowerHandle, upperHandle, RawPath.Empty, opaque: false);
        return new LayerPlan(upper, walk.Entries, walk.Dropped, walk.Opaque);
    }
}
