using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>A temporary directory of one build.</summary>
internal sealed class SourceWorkspace : IDisposable
{
    private const string Prefix = "source-";
    private readonly string _path;

    public SourceWorkspace(string parent)
    {
        _path = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("n")[..12]);
        Directory.CreateDirectory(parent, UnixFileModes.OwnerAll);
        Directory.CreateDirectory(_path);
        Scripts = Make("scripts");
    }

    public string Scripts { get; }

    /// <summary>An empty directory of the workspace.</summary>
    public string Make(string name) => Directory.CreateDirectory(Path.Combine(_path, name)).FullName;

    public void Dispose() => Remove(_path);

    /// <summary>Removes leftovers of a crash.</summary>
    public static void RemoveLeftovers(string parent)
    {
        if (!Directory.Exists(parent))
            return;
        foreach (var left in Directory.GetDirectories(parent, Prefix + "*"))
            Remove(left);
    }

    private static void Remove(string path)
    {
        using var parent = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        parent.RemoveTree(RawPath.Of(Path.GetFileName(path)));
    }
}
