using Slipway.Linux.Files;

namespace Slipway.Oci.Archives;

/// <summary>The files of a directory; links are not followed.</summary>
internal sealed class DirectoryFiles(string path) : IArchiveFiles
{
    private readonly DirectoryHandle _root = DirectoryHandle.Open(path);

    public bool Contains(RawPath name)
    {
        using var stream = Find(name);
        return stream is not null;
    }

    public Stream? Find(RawPath name)
    {
        using var parent = _root.FindDirectory(name.Parent);
        return parent?.Find(name.Name) is { IsRegular: true }
            ? new FileStream(parent.OpenFile(name.Name, OpenFlags.ReadOnly | OpenFlags.NonBlocking), FileAccess.Read)
            : null;
    }

    public void Dispose() => _root.Dispose();
}
