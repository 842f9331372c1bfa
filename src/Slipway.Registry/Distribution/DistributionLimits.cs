namespace Slipway.Registry.Distribution;

/// <summary>What clients may ask of the registry.</summary>
public sealed record DistributionLimits
{
    /// <summary>Bytes of one blob.</summary>
    public long MaxBlobBytes { get; init; } = 16L << 30;

    /// <summary>Unfinished uploads of all clients; each holds a file open.</summary>
    public int Uploads { get; init; } = 256;

    public int UploadsPerPrincipal { get; init; } = 32;

    /// <summary>An upload that nobody has written to for so long is forgotten.</summary>
    public TimeSpan UploadIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>An upload that has not ended after so long is forgotten.</summary>
    public TimeSpan UploadAge { get; init; } = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a blob waits for the manifest that refers to it, from its upload or from the last answer that it need
    /// not be uploaded.
    /// </summary>
    public TimeSpan UploadHold { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Names in one page of a list.</summary>
    public int Page { get; init; } = 1000;
}
