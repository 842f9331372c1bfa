using Slipway.Oci;

namespace Slipway.Factory.Records;

/// <summary>The records of the factory's images. Each call is one transaction.</summary>
public interface IImageRecords
{
    /// <summary>Adds a record, replacing one with the same id.</summary>
    Task AddAsync(ImageRecord record, CancellationToken cancel);

    /// <summary>The newest record of an image with this identity.</summary>
    Task<ImageRecord?> FindAsync(string tree, string image, Digest identity, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ImageRecord>> ListAsync(ImageQuery query, CancellationToken cancel);

    /// <returns>False when there is no such record.</returns>
    Task<bool> PinAsync(string id, bool pinned, CancellationToken cancel);

    Task RemoveAsync(string id, CancellationToken cancel);
}

/// <summary>A filter for records; null matches any.</summary>
public sealed record ImageQuery
{
    public string? Tree { get; init; }

    public string? Image { get; init; }

    /// <summary>A change's number applies to all repositories: it identifies a set of images.</summary>
    public int? Change { get; init; }

    public Digest? Digest { get; init; }

    public int Limit { get; init; } = 10_000;
}
