using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Factory.Pipeline;

/// <summary>
/// Tags a tested image: with a new version and, for a release, with the tags that follow the newest one. Each step can
/// be repeated: if the version's tag already points to the same image, it is kept.
/// </summary>
internal sealed class ImagePublisher(ImageStore images, IImageRecords records, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="record">The record without its version.</param>
    public async Task<ImageRecord> PublishAsync(ImageRecord record, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var published = record with { Tag = await TagOfAsync(record, cancel) };
            var name = ImageReference.Parse(published.ToString());
            if (record.Line is null)
                await images.TagAsync(name, record.Digest, cancel);
            else
                await images.PublishAsync(name, record.Digest, cancel);
            if (record.Change is null)
            {
                foreach (var follower in record.Followers)
                    await images.TagAsync(ImageReference.Parse(follower), record.Digest, cancel);
            }
            await records.AddAsync(published, cancel);
            return published;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Makes a release of a change's candidate: what was tested is what is published, under its digest.
    /// </summary>
    public Task<ImageRecord> PromoteAsync(
        ImageRecord candidate, string tag, string branch, string? templateCommit, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return PublishAsync(
            candidate with
            {
                Id = ImageRecord.NewId(now), Tag = tag, Change = null, ChangeLink = null, Branch = branch,
                TemplateCommit = templateCommit, Built = now,
            }, cancel);
    }

    public void Dispose() => _one.Dispose();

    private async Task<string> TagOfAsync(ImageRecord record, CancellationToken cancel)
    {
        if (record.Line is not { } line)
            return record.Change is null ? record.Tag : $"{record.Tag}-{record.Change}";
        var tags = await images.ListTagsAsync(record.Repository, cancel);
        var versions = tags.Select(tag => ImageVersion.TryParse(tag, out var version) ? version : null)
            .OfType<ImageVersion>().ToList();
        var newest = versions.Where(version => version.Line == line && version.IsRelease).Max();
        if (newest is not null && record.Change is null
            && await DigestOfAsync(record.Repository, newest, cancel) == record.Digest)
            return newest.ToString();
        return VersionRules.Next(line, versions, record.Change).ToString();
    }

    private async Task<Digest?> DigestOfAsync(string repository, ImageVersion version, CancellationToken cancel) =>
        (await images.FindAsync(ImageReference.Parse($"{repository}:{version}"), cancel))?.Digest;
}
