namespace Slipway.Oci.Layers;

/// <summary>What a layer may be, and what it should be.</summary>
public sealed record ApplyOptions
{
    public static readonly ApplyOptions Default = new();

    /// <summary>The digest that the uncompressed tar must have; null takes any.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Entries of the tar.</summary>
    public long MaxEntries { get; init; } = 2_000_000;

    /// <summary>Bytes of the uncompressed tar, and of all files together with the holes of sparse ones.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Directories above a name.</summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>
    /// Whether names that begin with <c>.wh.</c> stand for removals. In an archive that is no layer they are
    /// names as any other.
    /// </summary>
    public bool Whiteouts { get; init; } = true;
}

/// <summary>What was applied.</summary>
/// <param name="DiffId">The digest of the uncompressed tar.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Entries">Entries of the tar, whiteouts included.</param>
/// <param name="Whiteouts">How many of them were whiteouts or opaque markers.</param>
/// <param name="Dropped">Device nodes and AUFS metadata, which images here do not have.</param>
/// <param name="Content">Bytes of all files, holes included.</param>
public sealed record AppliedLayer(Digest DiffId, long Size, long Entries, long Whiteouts, long Dropped, long Content);
