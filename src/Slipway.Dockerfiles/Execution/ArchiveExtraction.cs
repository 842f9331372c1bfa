using Slipway.Build.Context;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Oci.Tar;

namespace Slipway.Dockerfiles.Execution;

/// <summary>
/// Unpacks a local archive for ADD. The destination is the root of every path and link in it: nothing is written
/// outside. Owners and modes come from the archive.
/// </summary>
internal sealed class ArchiveExtraction(DirectoryHandle destination, CopyOptions style, CancellationToken cancel)
{
    private readonly List<(RawPath Path, UnixTime Time)> _directories = [];
    private readonly byte[] _buffer = new byte[64 << 10];
    private long _written;

    /// <exception cref="DockerfileException">The archive is damaged, hostile or beyond the bounds.</exception>
    public void Extract(Stream archive)
    {
        try
        {
            var reader = new TarReader(archive);
            var count = 0;
            while (reader.Next() is { } entry)
            {
                cancel.ThrowIfCancellationRequested();
                if (++count > SourceTree.MaxFiles)
                    throw Refused($"has more than {SourceTree.MaxFiles} entries", ErrorCode.BuildLimit);
                Write(reader, entry);
            }
            reader.Drain();
        }
        catch (Exception e) when (e is SlipwayException { Code: ErrorCode.Malformed } or InvalidDataException)
        {
            throw new DockerfileException(
                ErrorCode.DockerfileSource, $"the archive cannot be unpacked: {e.Message}", style.Line,
                "Make it again, or COPY it as it is.", e);
        }
        SetDirectoryTimes();
    }

    private void Write(TarReader reader, TarEntry entry)
    {
        var path = PathOf(entry.Path);
        if (path.IsEmpty)
            return;
        using var parent = OpenParent(path, out var name);
        var inTheWay = parent.Find(name);
        var merges = entry.Kind == TarKind.Directory && inTheWay is { IsDirectory: true };
        if (inTheWay is not null && !merges)
            parent.RemoveTree(name);
        Make(reader, entry, parent, name, merges);
        if (entry.Kind == TarKind.HardLink)
            return;
        parent.SetOwner(name, IdOf(entry.Uid), IdOf(entry.Gid));
        if (entry.Kind != TarKind.Symlink)
            parent.SetMode(name, entry.Mode);
        foreach (var attribute in entry.Attributes.Where(attribute => PreservedAttributes.Includes(attribute.Name)))
            parent.SetAttribute(name, attribute.Name, attribute.Value.Span);
        if (entry.Kind == TarKind.Directory)
            _directories.Add((path, entry.Modified));
        else
            parent.SetTimes(name, entry.Modified.NoLaterThan(style.Time));
    }

    private void Make(TarReader reader, TarEntry entry, DirectoryHandle parent, RawPath name, bool exists)
    {
        switch (entry.Kind)
        {
            case TarKind.Directory when exists:
                break;
            case TarKind.Directory:
                parent.MakeDirectory(name, FileModes.OwnerAll);
                break;
            case TarKind.Symlink:
                parent.MakeSymlink(name, entry.LinkTarget);
                break;
            case TarKind.HardLink:
                MakeHardLink(entry, parent, name);
                break;
            case TarKind.File:
                WriteFile(reader, entry, parent, name);
                break;
            case TarKind.Fifo:
                parent.MakeNode(name, FileKind.Fifo, FileModes.OwnerAll);
                break;
            case TarKind.CharDevice when entry.Device == default:
                throw Refused("has a device that overlayfs would take for a removed file");
            default:
                parent.MakeNode(name, entry.Kind == TarKind.CharDevice ? FileKind.CharDevice : FileKind.BlockDevice,
                    FileModes.OwnerAll, entry.Device);
                break;
        }
    }

    private void WriteFile(TarReader reader, TarEntry entry, DirectoryHandle parent, RawPath name)
    {
        _written += entry.Size;
        if (_written > style.SizeLimit)
            throw Refused($"holds more than {style.SizeLimit} bytes", ErrorCode.BuildLimit);
        using var file = parent.OpenFile(
            name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerAll);
        using var content = reader.OpenContent(entry);
        for (int read; (read = content.Read(_buffer)) > 0;)
            file.WriteAll(_buffer.AsSpan(0, read));
    }

    private void MakeHardLink(TarEntry entry, DirectoryHandle parent, RawPath name)
    {
        using var source = OpenParent(PathOf(entry.LinkTarget), out var existing);
        if (source.Find(existing) is not { IsDirectory: false })
            throw Refused($"has a hard link to '{Excerpt.Of(entry.LinkTarget.ToString())}', which is not in it");
        parent.MakeLink(name, source, existing);
    }

    private DirectoryHandle OpenParent(RawPath path, out RawPath name)
    {
        var resolved = RootedPath.Resolve(destination, path, followLast: false)
            ?? throw Refused("has links that form a loop");
        name = resolved.Name;
        MakeParents(resolved.Parent);
        return destination.OpenDirectory(resolved.Parent);
    }

    private void MakeParents(RawPath path)
    {
        if (path.IsEmpty || destination.FindDirectory(path) is { } found && Close(found))
            return;
        MakeParents(path.Parent);
        using var parent = destination.OpenDirectory(path.Parent);
        if (parent.Find(path.Name) is not null)
            parent.RemoveTree(path.Name);
        parent.MakeDirectory(path.Name, FileModes.AllExecute);
        parent.SetMode(path.Name, FileModes.AllExecute);
        _directories.Add((path, style.Time));
    }

    private static bool Close(DirectoryHandle handle)
    {
        handle.Dispose();
        return true;
    }

    /// <summary>The entry's path below the destination; a path that leads out of it is refused.</summary>
    private RawPath PathOf(RawPath path)
    {
        var clean = RawPath.Empty;
        foreach (var range in path.Bytes.Split((byte)'/'))
        {
            var part = path.Bytes[range];
            if (part.SequenceEqual(".."u8))
                throw Refused($"has the path '{Excerpt.Of(path.ToString())}', which leads out of it");
            if (!part.IsEmpty && !part.SequenceEqual("."u8))
                clean = clean.Combine(RawPath.Of(part));
        }
        return clean;
    }

    private uint IdOf(uint id) => id <= 65_535 ? id : throw Refused($"has the owner {id}; 65535 is the highest here");

    private void SetDirectoryTimes()
    {
        for (var i = _directories.Count - 1; i >= 0; i--)
        {
            if (RootedPath.Resolve(destination, _directories[i].Path, followLast: false) is not { } resolved)
                continue;
            using var parent = destination.FindDirectory(resolved.Parent);
            if (parent?.Find(resolved.Name) is { IsDirectory: true })
                parent.SetTimes(resolved.Name, _directories[i].Time.NoLaterThan(style.Time));
        }
    }

    private DockerfileException Refused(string cause, ErrorCode code = ErrorCode.DockerfileSource) =>
        new(code, $"the archive {cause}", style.Line, "Make the archive without it, or unpack it in a RUN.");
}
