using Slipway.Factory.Trees;
using Slipway.ImageTests;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.Records;

/// <summary>Stores the tests that published images passed, to run them on later images.</summary>
internal sealed class TestArchives(ContentStore content)
{
    private const string MediaType = "application/vnd.slipway.image-tests.v1.tar";
    private const string PinPrefix = "factory-tests/";
    private static readonly TimeSpan StoreLease = TimeSpan.FromMinutes(10);

    /// <summary>Keeps tests until <see cref="KeepOnlyAsync"/> omits them.</summary>
    public async Task StoreAsync(byte[] archive, CancellationToken cancel)
    {
        var lease = await content.LeaseAsync("tests of an image", StoreLease, cancel);
        try
        {
            var stored = await content.PutAsync(archive, MediaType, lease, cancel);
            await content.PinAsync(PinPrefix + stored.Digest, stored.Digest, cancel);
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    /// <summary>
    /// Unpacks the tests' files; none when they were not stored (by an earlier version of the program).
    /// </summary>
    /// <param name="directory">An empty directory.</param>
    public async Task<IReadOnlyList<LocatedTestFile>> FindAsync(
        Digest tests, string directory, CancellationToken cancel)
    {
        if (content.SizeOf(tests) is null)
            return [];
        TestFiles.Unpack(await content.ReadAsync(tests, TestFiles.MaxBytes + (1 << 20), cancel), directory, cancel);
        return TestFiles.In(directory, "");
    }

    public async Task KeepOnlyAsync(IReadOnlySet<Digest> needed, CancellationToken cancel)
    {
        foreach (var pin in await content.ListPinsAsync(PinPrefix, cancel))
        {
            if (!needed.Contains(pin.Digest))
                await content.UnpinAsync(pin.Name, cancel);
        }
    }
}
