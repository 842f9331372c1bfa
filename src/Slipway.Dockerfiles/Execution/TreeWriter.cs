using System.Text;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Dockerfiles.Execution;

/// <summary>Attributes of copied files: optional owner and mode, and one time for all.</summary>
/// <param name="Owner">Null keeps the source's.</param>
internal sealed record CopyOptions(Owner? Owner, ModeChange? Mode, UnixTime Time, long? SizeLimit, int Line);

/// <summary>
/// Writes files into a tree like docker: links in the destination's path are followed beneath the tree, directories are
/// merged, everything else in the way is replaced, missing parents get mode 0755.
/// </summary>
internal sealed class TreeWriter(DirectoryHandle root, CopyOptions style, CancellationToken cancel)
{
    private readonly List<RawPath> _made = [];
    private long _written;

    /// <summary>Resolves a path of the image, following links.</summary>
    public RawPath Resolve(string path) => RootedPath.Resolve(root, RawPath.Of(path))
        ?? throw new DockerfileException(
            ErrorCode.DockerfileSource, $"the links on the way to '{Excerpt.Of(path)}' form a loop", style.Line,
            "Choose another destination.");

    public bool IsDirectory(RawPath path)
    {
        using var directory = root.FindDirectory(path);
        return directory is not null;
    }

    /// <summary>Copies selected entries of a directory into another, which is created if missing.</summary>
    public void CopyDirectory(CopySource source, RawPath target)
    {
        if (!IsDirectory(target))
        {
            MakeDirectories(target, Owner.Root);
            if (style.Owner is { } owner)
                SetOwner(target, owner);
        }
        foreach (var (file, isImplied) in source.Selection.Of(source.Tree, source.File.Path))
        {
            cancel.ThrowIfCancellationRequested();
            CopySource.ThrowIfDevice(source.Tree, file, style.Line);
            var place = target.Combine(file.From(source.File.Path));
            if (!isImplied || !Exists(place))
                Copy(source.Tree, file, place);
            else if (!IsDirectory(place))
                throw NoDirectory(place);
        }
    }

    public void CopyFile(SourceTree tree, SourceFile source, RawPath target)
    {
        MakeDirectories(target.Parent, style.Owner ?? Owner.Root);
        Copy(tree, source, target);
    }

    public void WriteFile(string content, RawPath target)
    {
        MakeDirectories(target.Parent, style.Owner ?? Owner.Root);
        using var directory = root.OpenDirectory(target.Parent);
        directory.RemoveTree(target.Name);
        var bytes = Encoding.UTF8.GetBytes(content);
        Count(bytes.Length);
        using (var file = directory.OpenFile(
            target.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite))
            file.WriteAll(bytes);
        var owner = style.Owner ?? Owner.Root;
        directory.SetOwner(target.Name, owner.Uid, owner.Gid);
        directory.SetMode(target.Name, style.Mode?.Of(FileModes.AllRead, isDirectory: false) ?? FileModes.AllRead);
        directory.SetTimes(target.Name, style.Time);
    }

    /// <summary>Creates a directory and missing parents, with mode 0755.</summary>
    public void MakeDirectories(RawPath path, Owner owner)
    {
        if (path.IsEmpty || IsDirectory(path))
            return;
        MakeDirectories(path.Parent, owner);
        using var parent = root.OpenDirectory(path.Parent);
        if (parent.Find(path.Name) is not null)
            throw NoDirectory(path);
        parent.MakeDirectory(path.Name, FileModes.AllExecute);
        parent.SetMode(path.Name, FileModes.AllExecute);
        parent.SetOwner(path.Name, owner.Uid, owner.Gid);
        _made.Add(path);
    }

    /// <summary>Sets the times of directories last, because writing into them changed them.</summary>
    public void Finish()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            using var parent = root.FindDirectory(_made[i].Parent);
            if (parent?.Find(_made[i].Name) is { IsDirectory: true })
                parent.SetTimes(_made[i].Name, style.Time);
        }
    }

    private bool Exists(RawPath path)
    {
        using var parent = root.FindDirectory(path.Parent);
        return parent?.Find(path.Name) is not null;
    }

    /// <summary>A link is not a directory either: files copied below it would be written somewhere else.</summary>
    private DockerfileException NoDirectory(RawPath path) => new(
        ErrorCode.DockerfileSource, $"'/{Excerpt.Of(path.ToString())}' in the image is a file or link, not a directory",
        style.Line, "Choose another destination, such as where the link leads, or remove it before.");

    private void SetOwner(RawPath path, Owner owner)
    {
        using var parent = root.OpenDirectory(path.Parent);
        parent.SetOwner(path.Name, owner.Uid, owner.Gid);
    }

    private void Copy(SourceTree tree, SourceFile source, RawPath target)
    {
        using var directory = root.OpenDirectory(target.Parent);
        var name = target.Name;
        var stat = source.Stat;
        var inTheWay = directory.Find(name);
        if (inTheWay is not null && !(stat.IsDirectory && inTheWay.Value.IsDirectory))
            directory.RemoveTree(name);
        switch (stat.Kind)
        {
            case FileKind.Directory when inTheWay is not { IsDirectory: true }:
                directory.MakeDirectory(name, FileModes.OwnerAll);
                break;
            case FileKind.Directory:
                break;
            case FileKind.Symlink:
                directory.MakeSymlink(name, LinkOf(tree, source.Path));
                break;
            case FileKind.Regular:
                CopyContent(tree, source, directory, name);
                break;
            default:
                directory.MakeNode(name, stat.Kind, FileModes.OwnerReadWrite, stat.Node);
                break;
        }
        SetAttributes(tree, source, directory, name);
        if (stat.IsDirectory)
            _made.Add(target);
    }

    private void CopyContent(SourceTree tree, SourceFile source, DirectoryHandle directory, RawPath name)
    {
        Count(source.Stat.Size);
        using var from = tree.Root.OpenFile(source.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        using var to = directory.OpenFile(
            name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.OwnerReadWrite);
        from.CopyTo(to);
    }

    /// <summary>
    /// The owner is set after the mode, so that the kernel clears set-user-id bits, as in docker's images.
    /// </summary>
    private void SetAttributes(SourceTree tree, SourceFile source, DirectoryHandle directory, RawPath name)
    {
        var stat = source.Stat;
        var isLink = stat.Kind == FileKind.Symlink;
        if (style.Owner is { } owner)
        {
            if (!isLink)
                directory.SetMode(name, stat.Mode);
            directory.SetOwner(name, owner.Uid, owner.Gid);
        }
        else
        {
            directory.SetOwner(name, stat.Uid, stat.Gid);
            if (!isLink)
                directory.SetMode(name, stat.Mode);
            if (stat.IsRegular)
                CopyAttributes(tree, source.Path, directory, name);
        }
        if (style.Mode is { } change && !isLink)
            directory.SetMode(name, change.Of(directory.Stat(name).Mode, stat.IsDirectory));
        if (!stat.IsDirectory)
            directory.SetTimes(name, style.Time);
    }

    private static void CopyAttributes(SourceTree tree, RawPath path, DirectoryHandle directory, RawPath name)
    {
        using var from = tree.Root.OpenDirectory(path.Parent);
        foreach (var attribute in PreservedAttributes.Of(from, path.Name))
            directory.SetAttribute(name, attribute.Name, attribute.Value.Span);
    }

    private static RawPath LinkOf(SourceTree tree, RawPath path)
    {
        using var parent = tree.Root.OpenDirectory(path.Parent);
        return parent.ReadLink(path.Name);
    }

    private void Count(long bytes)
    {
        _written += bytes;
        if (_written > style.SizeLimit)
            throw new DockerfileException(
                ErrorCode.BuildLimit, $"more than {style.SizeLimit} bytes are copied", style.Line,
                "Copy less, or raise the build's disk limit.");
    }
}
