using Slipway.Oci;

namespace Slipway.Factory.Records;

/// <summary>What the factory made. Each call is one transaction.</summary>
public interface IImageRecords
{
    /// <summary>Adds a record, in place of one of the same id.</summary>
    Task AddAsync(ImageRecord record, CancellationToken cancel);

    /// <summary>The newest record of an image with this identity.</summary>
    Task<ImageRecord?> FindAsync(string tree, string image, Digest identity, CancellationToken cancel);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<ImageRecord>> ListAsync(ImageQuery query, CancellationToken cancel);

    /// <returns>False when there is no such record.</returns>
    Task<bool> PinAsync(string id, bool pinned, CancellationToken cancel);

    Task RemoveAsync(string id, CancellationToken cancel);
}

/// <summary>Which records are asked for; null is any.</summary>
public sealed record ImageQuery
{
    public string? Tree { get; init; }

    public string? Image { get; init; }

    /// <summary>Of all repositories: a change's number names a set of images.</summary>
    public int? Change { get; init; }

    public Digest? Digest { get; init; }

    public int Limit { get; init; } = 10_000;
}
