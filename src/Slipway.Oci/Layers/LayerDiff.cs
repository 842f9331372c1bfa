using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>Options for computing a layer.</summary>
public sealed record DiffOptions
{
    public static readonly DiffOptions Default = new();

    /// <summary>
    /// Later modification times are clamped to this one (SOURCE_DATE_EPOCH); null keeps all times, including
    /// nanoseconds.
    /// </summary>
    public DateTimeOffset? LatestTime { get; init; }

    /// <summary>Paths from the root that are excluded with everything below them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// Regular files, by path from the root, whose creation or change is excluded. Their removal is not.
    /// </summary>
    public IReadOnlyList<string> Transient { get; init; } = [];
}

/// <summary>
/// Computes the entries of a layer's tar. Removals become one whiteout for each name that exists in the lower tree,
/// never an opaque marker, so that the layer does not hide files that a patched base adds later. Directories that
/// overlayfs only copied up are included if something in them changed, with the lower tree's metadata (other engines
/// give a directory that a layer does not name the mode 0755), and omitted otherwise. Copied-up files with equal
/// content, metadata and (clamped) time are omitted, as are sockets, device nodes and the metadata of the root
/// directory.
/// </summary>
public static class LayerDiff
{
    /// <summary>Computes the difference of an overlay's upper directory to the merged tree below it.</summary>
    /// <param name="lower">The merged lower tree with the upper's ids, or null when there is none.</param>
    /// <param name="upper"> The upper directory, currently not mounted, of an overlay with
    /// <c>redirect_dir=off,metacopy=off,index=off,xino=off</c>. </param>
    /// <exception cref="SlipwayException">A name cannot be stored in a layer: it starts with <c>.wh.</c>, or its path
    /// is too long.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LayerPlan Of(
        string? lower, string upper, DiffOptions? options = null, CancellationToken cancel = default) =>
        Plan(lower, upper, options, overlay: true, cancel);

    /// <summary>Puts a whole plain directory into one layer.</summary>
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
