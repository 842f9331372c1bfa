using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Factory.Tests.Pipeline;

/// <summary>Records with a bug.</summary>
internal sealed class FaultyImageRecords : IImageRecords
{
    public Task<ImageRecord?> FindAsync(string tree, string image, Digest identity, CancellationToken cancel) =>
        throw new InvalidOperationException("no element");

    public Task AddAsync(ImageRecord record, CancellationToken cancel) => Task.CompletedTask;

    public Task<IReadOnlyList<ImageRecord>> ListAsync(ImageQuery query, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<ImageRecord>>([]);

    public Task<bool> PinAsync(string id, bool pinned, CancellationToken cancel) => Task.FromResult(false);

    public Task RemoveAsync(string id, CancellationToken cancel) => Task.CompletedTask;
}
