using System.Collections.Concurrent;
using System.Text;
using Slipway.Engine.Builds;
using Slipway.Engine.Embedded.Containers;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.SourceToImage;

/// <summary>Information from an image's tree: its users and its scripts.</summary>
internal sealed record BuilderImageInfo(string? Passwd, string? Group, IReadOnlyList<string> Scripts)
{
    /// <exception cref="SlipwayException">The image does not know the user.</exception>
    public ContainerUser Find(string user) => UserLookup.Resolve(user, Passwd, Group);
}

/// <summary>Reads the information of an image once, because images are immutable.</summary>
internal sealed class BuilderImageInfoReader(BuildEngine engine)
{
    private const int MaxCachedEntries = 256;
    private const int MaxFileBytes = 1 << 20;
    private const Resolve Inside = Resolve.InRoot | Resolve.NoMagicLinks;
    private readonly ConcurrentDictionary<Digest, BuilderImageInfo> _cache = new();

    public async Task<BuilderImageInfo> ReadAsync(Image image, string? scripts, CancellationToken cancel)
    {
        if (_cache.TryGetValue(image.Digest, out var known))
            return known;
        var info = await engine.ViewAsync(image.Layers, tree => Task.FromResult(Read(tree, scripts)), cancel);
        if (_cache.Count >= MaxCachedEntries)
            _cache.Clear();
        return _cache[image.Digest] = info;
    }

    private static BuilderImageInfo Read(string tree, string? scripts)
    {
        using var root = DirectoryHandle.Open(tree);
        using var etc = root.FindDirectory(RawPath.Of("etc"), Inside);
        using var directory = scripts is null ? null : root.FindDirectory(RawPath.Of(scripts), Inside);
        return new BuilderImageInfo(ReadText(etc, "passwd"), ReadText(etc, "group"),
            directory is null
                ? []
                : [.. ScriptNames.All.Where(name => directory.Find(RawPath.Of(name)) is { IsDirectory: false })]);
    }

    private static string? ReadText(DirectoryHandle? directory, string name)
    {
        var path = RawPath.Of(name);
        if (directory?.Find(path) is not { IsRegular: true, Size: <= MaxFileBytes } stat)
            return null;
        using var file = directory.OpenFile(path, OpenFlags.ReadOnly);
        var content = new byte[stat.Size];
        var length = 0;
        for (int read; length < content.Length && (read = file.ReadSome(content.AsSpan(length))) > 0;)
            length += read;
        return Encoding.UTF8.GetString(content, 0, length);
    }
}
