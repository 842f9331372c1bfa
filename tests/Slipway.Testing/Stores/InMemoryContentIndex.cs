using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Testing.Stores;

/// <summary>An index in memory, for stores that do not outlive the process.</summary>
public sealed class InMemoryContentIndex : IContentIndex
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<Digest, long> _blobs = [];
    private readonly Dictionary<string, (Lease Lease, HashSet<Digest> Blobs)> _leases = [];
    private readonly SortedDictionary<string, Digest> _pins = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Repository, Digest Digest), DateTimeOffset> _uploads = [];
    private readonly Dictionary<(string Repository, Digest Digest), ManifestEntry> _manifests = [];
    private readonly Dictionary<Digest, HashSet<Digest>> _references = [];
    private readonly Dictionary<(string Repository, string Name), Digest> _tags = [];
    private readonly HashSet<(string Repository, string Name)> _fixed = [];

    public Task AddBlobAsync(
        Digest digest, long size, DateTimeOffset stored, Lease lease, CancellationToken cancel) => Locked(() =>
        {
            HeldBy(lease).Add(digest);
            _blobs[digest] = size;
        });

    public Task<IReadOnlyList<StoredBlob>> ListBlobsAsync(
        Digest? after, int limit, CancellationToken cancel) => Locked(() =>
            List(_blobs.Where(blob => after is null || blob.Key > after)
                .Take(limit).Select(blob => new StoredBlob(blob.Key, blob.Value))));

    public Task<bool> ProtectAsync(Digest digest, Lease lease, CancellationToken cancel) => Locked(() =>
    {
        var held = HeldBy(lease);
        return _blobs.ContainsKey(digest) && (held.Add(digest) || true);
    });

    public Task AddLeaseAsync(Lease lease, string purpose, CancellationToken cancel) =>
        Locked(() => _leases.Add(lease.Id, (lease, [])));

    public Task<bool> RenewLeaseAsync(Lease renewed, CancellationToken cancel) => Locked(() =>
    {
        if (!_leases.TryGetValue(renewed.Id, out var held))
            return false;
        _leases[renewed.Id] = (renewed, held.Blobs);
        return true;
    });

    public Task RemoveLeaseAsync(string id, CancellationToken cancel) => Locked(() => _leases.Remove(id));

    public Task EndExpiredAsync(DateTimeOffset now, CancellationToken cancel) => Locked(() =>
    {
        foreach (var id in _leases.Where(lease => lease.Value.Lease.Expires <= now).Select(lease => lease.Key).ToList())
            _leases.Remove(id);
        foreach (var key in _uploads.Where(upload => upload.Value <= now).Select(upload => upload.Key).ToList())
            _uploads.Remove(key);
    });

    public Task<bool> PinAsync(string name, Digest digest, CancellationToken cancel) => Locked(() =>
    {
        if (!_blobs.ContainsKey(digest))
            return false;
        _pins[name] = digest;
        return true;
    });

    public Task<bool> UnpinAsync(string name, CancellationToken cancel) => Locked(() => _pins.Remove(name));

    public Task<IReadOnlyList<Pin>> ListPinsAsync(string prefix, CancellationToken cancel) => Locked(() =>
        List(_pins.Where(pin => pin.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(pin => new Pin(pin.Key, pin.Value))));

    public Task<IReadOnlyList<Digest>> ListUnheldAsync(int limit, CancellationToken cancel) => Locked(() =>
        List(_blobs.Keys.Where(digest => !IsHeld(digest)).Take(limit)));

    public Task<bool> RemoveUnheldAsync(Digest digest, CancellationToken cancel) => Locked(() =>
    {
        if (!_blobs.ContainsKey(digest) || IsHeld(digest))
            return false;
        _references.Remove(digest);
        return _blobs.Remove(digest);
    });

    public Task PutManifestAsync(
        ManifestEntry manifest, IReadOnlyList<Digest> references, string? tag, bool ownBlobsOnly,
        CancellationToken cancel) =>
        Locked(() =>
    {
        foreach (var digest in references.Append(manifest.Digest))
        {
            var own = !ownBlobsOnly || digest == manifest.Digest || MayRead(manifest.Repository, digest);
            if (!own || !_blobs.ContainsKey(digest))
                throw ContentErrors.NotFound(digest);
        }
        if (tag is not null)
            RequireMovable(manifest.Repository, tag, manifest.Digest);
        _manifests[(manifest.Repository, manifest.Digest)] = manifest;
        _references[manifest.Digest] = [.. references];
        if (tag is not null)
            _tags[(manifest.Repository, tag)] = manifest.Digest;
    });

    public Task<ManifestEntry?> FindManifestAsync(
        string repository, Digest digest, CancellationToken cancel) => Locked(() =>
            _manifests.GetValueOrDefault((repository, digest)));

    public Task<ManifestEntry?> FindTagAsync(string repository, string tag, CancellationToken cancel) => Locked(() =>
        _tags.TryGetValue((repository, tag), out var digest) ? _manifests[(repository, digest)] : null);

    public Task<bool> SetTagAsync(
        string repository, string tag, Digest digest, CancellationToken cancel) => Locked(() =>
        {
            if (_manifests.Values.FirstOrDefault(manifest => manifest.Digest == digest) is not { } known)
                return false;
            RequireMovable(repository, tag, digest);
            _manifests.TryAdd((repository, digest), known with { Repository = repository });
            _tags[(repository, tag)] = digest;
            return true;
        });

    public Task<bool> FixTagAsync(string repository, string tag, bool isFixed, CancellationToken cancel) => Locked(() =>
    {
        if (!_tags.ContainsKey((repository, tag)))
            return false;
        if (isFixed)
            _fixed.Add((repository, tag));
        else
            _fixed.Remove((repository, tag));
        return true;
    });

    public Task<bool> HasFixedTagAsync(string repository, CancellationToken cancel) =>
        Locked(() => _fixed.Any(tag => tag.Repository == repository));

    public Task<bool> RemoveTagAsync(string repository, string tag, CancellationToken cancel) => Locked(() =>
    {
        RequireMovable(repository, tag, null);
        return _tags.Remove((repository, tag));
    });

    public Task<bool> UntagAsync(string repository, string tag, CancellationToken cancel) => Locked(() =>
    {
        RequireMovable(repository, tag, null);
        if (!_tags.Remove((repository, tag), out var digest))
            return false;
        var isNamed = _tags.Any(other => other.Key.Repository == repository && other.Value == digest)
            || Of(repository).Any(manifest => _references[manifest.Digest].Contains(digest));
        if (!isNamed)
            _manifests.Remove((repository, digest));
        return true;
    });

    public Task<bool> RemoveManifestAsync(string repository, Digest digest, CancellationToken cancel) => Locked(() =>
    {
        var tags = _tags.Where(tag => tag.Key.Repository == repository && tag.Value == digest)
            .Select(tag => tag.Key).ToList();
        foreach (var tag in tags)
            RequireMovable(repository, tag.Name, null);
        foreach (var tag in tags)
            _tags.Remove(tag);
        return _manifests.Remove((repository, digest));
    });

    public Task<IReadOnlyList<string>> ListRepositoriesAsync(
        string? after, int limit, CancellationToken cancel) => Locked(() =>
            Page(_manifests.Keys.Select(key => key.Repository).Distinct(), after, limit));

    public Task<IReadOnlyList<string>> ListTagsAsync(
        string repository, string? after, int limit, CancellationToken cancel) => Locked(() =>
            Page(_tags.Keys.Where(key => key.Repository == repository).Select(key => key.Name), after, limit));

    public Task<IReadOnlyList<ManifestEntry>> ListManifestsAsync(
        string repository, Digest? after, int limit, CancellationToken cancel) => Locked(() =>
            List(Of(repository).Where(manifest => after is null || manifest.Digest > after).Take(limit)));

    public Task<IReadOnlyList<ManifestEntry>> ListReferrersAsync(
        string repository, Digest subject, int limit, CancellationToken cancel) => Locked(() =>
            List(Of(repository).Where(manifest => manifest.Subject == subject).Take(limit)));

    public Task<bool> MayReadAsync(string repository, Digest digest, CancellationToken cancel) =>
        Locked(() => MayRead(repository, digest));

    public Task<bool> HoldUploadAsync(
        string repository, Digest digest, DateTimeOffset until, CancellationToken cancel) => Locked(() =>
        {
            if (!_blobs.ContainsKey(digest))
                return false;
            var held = _uploads.GetValueOrDefault((repository, digest));
            _uploads[(repository, digest)] = held > until ? held : until;
            return true;
        });

    private HashSet<Digest> HeldBy(Lease lease) =>
        _leases.TryGetValue(lease.Id, out var held) ? held.Blobs : throw ContentErrors.LeaseEnded(lease);

    private void RequireMovable(string repository, string tag, Digest? target)
    {
        if (_fixed.Contains((repository, tag)) && _tags[(repository, tag)] != target)
            throw ContentErrors.TagFixed(repository, tag);
    }

    private bool IsHeld(Digest digest) =>
        _leases.Values.Any(lease => lease.Blobs.Contains(digest))
        || _pins.ContainsValue(digest)
        || _uploads.Keys.Any(key => key.Digest == digest)
        || _manifests.Keys.Any(key => key.Digest == digest)
        || _references.Values.Any(references => references.Contains(digest));

    private bool MayRead(string repository, Digest digest) =>
        _uploads.ContainsKey((repository, digest))
        || _manifests.ContainsKey((repository, digest))
        || Of(repository).Any(manifest => _references[manifest.Digest].Contains(digest));

    private IEnumerable<ManifestEntry> Of(string repository) =>
        _manifests.Values.Where(manifest => manifest.Repository == repository).OrderBy(manifest => manifest.Digest);

    private static IReadOnlyList<string> Page(IEnumerable<string> names, string? after, int limit) =>
        List(names.Where(name => string.CompareOrdinal(name, after) > 0).Order(StringComparer.Ordinal).Take(limit));

    private static IReadOnlyList<T> List<T>(IEnumerable<T> items) => [.. items];

    private Task<int> Locked(Action action) => Locked(() =>
    {
        action();
        return 0;
    });

    private Task<T> Locked<T>(Func<T> action)
    {
        lock (_lock)
        {
            try
            {
                return Task.FromResult(action());
            }
            catch (SlipwayException e)
            {
                return Task.FromException<T>(e);
            }
        }
    }
}
