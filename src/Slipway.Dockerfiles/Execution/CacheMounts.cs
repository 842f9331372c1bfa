using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// The directories of <c>RUN --mount=type=cache</c>, kept between builds. When they exceed the limit together, unused
/// ones are deleted, the least recently used first.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class CacheMounts(string directory, long limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Use> _inUse = [];

    /// <summary>Acquires the cache's directory; waits for other users when it is locked.</summary>
    public async Task<CacheMount> TakeAsync(MountSpec spec, CancellationToken cancel)
    {
        var (name, use) = Enter(NameOf(spec), spec.Sharing == CacheSharing.Private);
        if (spec.Sharing == CacheSharing.Locked)
        {
            try
            {
                await use.Lock.WaitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                Leave(name, locked: false);
                throw;
            }
        }
        var path = Path.Combine(directory, name);
        Prepare(path, spec);
        return new CacheMount(path, () => Leave(name, spec.Sharing == CacheSharing.Locked));
    }

    /// <summary>The directory's name: caches with the same id and owner share one.</summary>
    public static string NameOf(MountSpec spec) =>
        Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes($"{spec.Id}\0{spec.Uid}\0{spec.Gid}\0{spec.Mode}")).Hex[..32];

    private static void Prepare(string path, MountSpec spec)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            using var handle = DirectoryHandle.Open(path);
            handle.SetOwner(RawPath.Empty, (uint)spec.Uid, (uint)spec.Gid);
            handle.SetMode(RawPath.Empty, spec.Mode);
        }
        // Records the use on the parent: files inside change without it.
        File.WriteAllText(path + ".used", "");
    }

    private (string Name, Use Use) Enter(string name, bool alone)
    {
        lock (_gate)
        {
            for (var i = 1; alone && _inUse.ContainsKey(name); i++)
                name = $"{name.Split('-')[0]}-{i}";
            if (!_inUse.TryGetValue(name, out var use))
                _inUse[name] = use = new Use();
            use.Holders++;
            return (name, use);
        }
    }

    private void Leave(string name, bool locked)
    {
        lock (_gate)
        {
            var use = _inUse[name];
            if (locked)
                use.Lock.Release();
            if (--use.Holders == 0)
                _inUse.Remove(name);
            Trim();
        }
    }

    private void Trim()
    {
        var caches = new DirectoryInfo(directory).GetDirectories()
            .Select(cache =>
                (cache.Name, Size: SizeOf(cache.FullName), Used: File.GetLastWriteTimeUtc(cache.FullName + ".used")))
            .OrderBy(cache => cache.Used)
            .ToList();
        var sum = caches.Sum(cache => cache.Size);
        using var root = DirectoryHandle.Open(directory);
        foreach (var cache in caches.Where(cache => !_inUse.ContainsKey(cache.Name)))
        {
            if (sum <= limit)
                return;
            root.RemoveTree(RawPath.Of(cache.Name));
            root.RemoveTree(RawPath.Of(cache.Name + ".used"));
            sum -= cache.Size;
        }
    }

    private static long SizeOf(string cache)
    {
        using var tree = SourceTree.Image(cache);
        return tree.Below(RawPath.Empty).Sum(file => file.Stat.Size);
    }

    private sealed class Use
    {
        public int Holders { get; set; }

        public SemaphoreSlim Lock { get; } = new(1);
    }
}

/// <summary>A cache directory in use until it is disposed.</summary>
internal sealed class CacheMount(string path, Action leave) : IDisposable
{
    public string Path { get; } = path;

    public void Dispose() => leave();
}
