namespace Slipway.Oci.Layers;

/// <summary>Limits and expectations for unpacking a layer.</summary>
public sealed record ApplyOptions
{
    public static readonly ApplyOptions Default = new();

    /// <summary>The expected digest of the uncompressed tar; null accepts any.</summary>
    public Digest? DiffId { get; init; }

    /// <summary>Maximum number of tar entries.</summary>
    public long MaxEntries { get; init; } = 2_000_000;

    /// <summary>Maximum size of the uncompressed tar, and of all files together including holes.</summary>
    public long MaxBytes { get; init; } = 64L << 30;

    /// <summary>Maximum depth of directories.</summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>
    /// Whether names that begin with <c>.wh.</c> are whiteouts. In an archive that is not a layer they are ordinary
    /// names.
    /// </summary>
    public bool Whiteouts { get; init; } = true;
}

/// <summary>The result of applying a layer.</summary>
/// <param name="DiffId">The digest of the uncompressed tar.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Entries">Entries of the tar, whiteouts included.</param>
/// <param name="Whiteouts">Number of whiteouts and opaque markers among them.</param>
/// <param name="Dropped">Number of dropped device nodes and AUFS metadata files.</param>
/// <param name="Content">Bytes of all files, including holes.</param>
public sealed record AppliedLayer(Digest DiffId, long Size, long Entries, long Whiteouts, long Dropped, long Content);
