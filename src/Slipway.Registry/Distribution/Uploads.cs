using System.Collections.Concurrent;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>The unfinished uploads. They end with the process: clients start over when an upload is unknown.</summary>
internal sealed class Uploads(ContentStore content, DistributionLimits limits, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Upload> _uploads = new();

    /// <exception cref="RegistryException">There are too many.</exception>
    public async Task<Upload> BeginAsync(string repository, Principal owner, CancellationToken cancel)
    {
        await ExpireAsync();
        if (_uploads.Count >= limits.Uploads
            || _uploads.Values.Count(upload => upload.Owner == owner.Name) >= limits.UploadsPerPrincipal)
            throw new RegistryException(RegistryError.TooManyUploads);
        var lease = await content.LeaseAsync("upload to " + repository, limits.UploadAge, cancel);
        var upload = new Upload(repository, owner, content.BeginWrite(lease), lease, clock.GetUtcNow());
        _uploads[upload.Id] = upload;
        return upload;
    }

    /// <summary>Reserves an upload for the caller until <see cref="Upload.Leave"/> or <see cref="EndAsync"/>.</summary>
    /// <exception cref="RegistryException">The repository has no such upload of this owner, or another request
    /// has it.</exception>
    public Upload Enter(string repository, string id, Principal owner)
    {
        var upload = Find(repository, id, owner);
        if (!upload.TryEnter())
            throw new RegistryException(RegistryError.UploadBusy);
        upload.LastUsed = clock.GetUtcNow();
        return upload;
    }

    /// <exception cref="RegistryException">The repository has no such upload of this owner.</exception>
    public Upload Find(string repository, string id, Principal owner) =>
        _uploads.TryGetValue(id, out var upload) && upload.Repository == repository && upload.Owner == owner.Name
            ? upload
            : throw new RegistryException(RegistryError.UploadUnknown);

    /// <summary>Removes an upload, whether its blob was committed or not.</summary>
    public async Task EndAsync(Upload upload)
    {
        if (!_uploads.TryRemove(upload.Id, out _))
            return;
        await upload.DisposeAsync();
        await content.ReleaseAsync(upload.Lease, CancellationToken.None);
    }

    public async Task ExpireAsync()
    {
        var now = clock.GetUtcNow();
        foreach (var upload in _uploads.Values)
        {
            var expired = now - upload.LastUsed >= limits.UploadIdle || now - upload.Started >= limits.UploadAge;
            if (expired && upload.TryEnter())
                await EndAsync(upload);
        }
    }
}
