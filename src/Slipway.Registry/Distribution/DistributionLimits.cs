namespace Slipway.Registry.Distribution;

/// <summary>Limits for clients of the registry.</summary>
public sealed record DistributionLimits
{
    /// <summary>Maximum size of a blob.</summary>
    public long MaxBlobBytes { get; init; } = 16L << 30;

    /// <summary>Maximum number of unfinished uploads; each keeps a file open.</summary>
    public int Uploads { get; init; } = 256;

    public int UploadsPerPrincipal { get; init; } = 32;

    /// <summary>An upload without data for this time is removed.</summary>
    public TimeSpan UploadIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>An upload that is not finished after this time is removed.</summary>
    public TimeSpan UploadAge { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a blob is kept without a manifest, from its upload or from the last response that it exists.
    /// </summary>
    public TimeSpan UploadHold { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Maximum number of names in a page of a list.</summary>
    public int Page { get; init; } = 1000;
}
