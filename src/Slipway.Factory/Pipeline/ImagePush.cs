using Slipway.Build;
using Slipway.Dockerfiles.Execution;
using Slipway.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;

namespace Slipway.Factory.Pipeline;

/// <summary>
/// Pushes published images to another registry, under the same names. Versions are immutable there, too.
/// </summary>
public sealed class ImagePush
{
    private readonly ContentStore _content;
    private readonly ImageStore _images;
    private readonly IImageRecords _records;

    /// <param name="directory">For logins during a push; emptied at the start, one process at a time.</param>
    public ImagePush(ContentStore content, ImageStore images, IImageRecords records, string directory)
    {
        (_content, _images, _records, LoginDirectory) = (content, images, records, directory);
        Workspace.Clear(directory);
    }

    /// <summary>Removes leftovers of a crash.</summary>
    public string LoginDirectory { get; }

    /// <summary>
    /// Pushes the newest image of each name: a release, or with a change in the query its candidate. Parents come
    /// first.
    /// </summary>
    /// <exception cref="SlipwayException">The query matches nothing, or a version is another image there.</exception>
    /// <exception cref="SlipwayException">The registry refuses, or cannot be reached.</exception>
    /// <returns>The number of pushed tags; the others existed.</returns>
    public async Task<int> RunAsync(
        ImageQuery query, RemoteRegistry registry, Func<string, ValueTask> emit, CancellationToken cancel)
    {
        var newest = (await _records.ListAsync(query, cancel))
            .Where(record => query.Change is not null || record.Change is null)
            .DistinctBy(record => (record.Tree, record.Image))
            .OrderBy(record => record.Id, StringComparer.Ordinal).ToList();
        if (newest.Count == 0)
            throw new SlipwayException(
                ErrorCode.Factory, "the factory made no such image", "slipway factory status shows those it made");
        var sent = 0;
        foreach (var record in newest)
        {
            string[] names = record.Change is null ? [record.ToString(), .. record.Followers] : [record.ToString()];
            foreach (var name in names.Select(ImageReference.Parse).Distinct())
            {
                if (await PushAsync(record, name, registry, cancel) is not { } what)
                    continue;
                await emit($"{name}: {what}");
                sent++;
            }
        }
        return sent;
    }

    private async Task<string?> PushAsync(
        ImageRecord record, ImageReference name, RemoteRegistry registry, CancellationToken cancel)
    {
        var there = await registry.FindAsync(name, cancel);
        if (there == record.Digest)
            return null;
        if (there is not null && record.Line is not null && name.Tag == record.Tag)
            throw new SlipwayException(
                ErrorCode.Factory, $"{name} is another image there: {there}, not {record.Digest}",
                "a published version is never replaced: find out who pushed it, and raise the image's version");
        await registry.PushAsync(_content, await _images.GetAsync(record.Digest, cancel), name, cancel);
        return there is null ? "sent" : "sent, it follows the newest release";
    }
}
