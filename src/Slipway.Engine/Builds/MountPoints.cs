using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Engine.Builds;

/// <summary>
/// Creates the mount points of a step in a root and removes them afterwards, so that the layer does not contain them:
/// created entries that are still empty are removed, and their parent directory gets its old time back.
/// </summary>
/// <param name="owner">The host's id of the container's root, the owner of created entries.</param>
internal sealed class MountPoints(uint owner)
{
    private const int MaxLinks = 40;
    private readonly List<CreatedMountPoint> _made = [];

    private sealed record CreatedMountPoint(
        RawPath Path, bool IsDirectory, UnixTime ParentBefore, UnixTime ParentAfter);

    /// <summary>Creates missing directories of a target, resolving the root's links inside the root.</summary>
    /// <returns>The target's path without links.</returns>
    /// <exception cref="SlipwayException">The target cannot be a mount point.</exception>
    internal string Make(DirectoryHandle root, string target, bool isDirectory)
    {
        var left = new Stack<RawPath>(Components(RawPath.Of(target)).AsEnumerable().Reverse());
        var path = RawPath.Empty;
        var links = 0;
        while (left.TryPop(out var name))
        {
            if (name.Bytes.SequenceEqual(".."u8))
            {
                path = path.Parent;
                continue;
            }
            using var parent = root.OpenDirectory(path);
            var stat = parent.Find(name);
            if (stat is { Kind: FileKind.Symlink })
            {
                var link = parent.ReadLink(name);
                path = link.Bytes.StartsWith("/"u8) ? RawPath.Empty : path;
                foreach (var component in Components(link).AsEnumerable().Reverse())
                    left.Push(component);
                if (++links > MaxLinks)
                    throw Refused(target, "its links have no end");
                continue;
            }
            var wanted = left.Count > 0 || isDirectory;
            if (stat is null)
                Add(parent, path.Combine(name), wanted);
            else if (stat.Value.IsDirectory != wanted)
                throw Refused(target, $"'/{path.Combine(name)}' is {(wanted ? "no" : "a")} directory");
            path = path.Combine(name);
        }
        return path.IsEmpty ? throw Refused(target, "it is the root") : $"/{path}";
    }

    /// <summary>Removes created entries from the upper directory. The overlay must not be mounted.</summary>
    internal void Remove(string upper)
    {
        using var root = DirectoryHandle.Open(upper);
        for (var at = _made.Count - 1; at >= 0; at--)
        {
            var made = _made[at];
            using var parent = root.FindDirectory(made.Path.Parent);
            if (parent?.Find(made.Path.Name) is not { } stat || stat.IsDirectory != made.IsDirectory
                || (!stat.IsDirectory && stat.Size > 0))
                continue;
            var around = parent.Stat().Modified;
            if (!stat.IsDirectory)
                parent.RemoveFile(made.Path.Name);
            else if (!parent.TryRemoveDirectory(made.Path.Name))
                continue;
            parent.SetTimes(RawPath.Empty, around == made.ParentAfter ? made.ParentBefore : around);
        }
        _made.Clear();
    }

    private void Add(DirectoryHandle parent, RawPath path, bool isDirectory)
    {
        var before = parent.Stat().Modified;
        if (isDirectory)
        {
            parent.MakeDirectory(path.Name, FileModes.AllExecute);
            parent.SetMode(path.Name, FileModes.AllExecute);
        }
        else
        {
            using var file = parent.OpenFile(
                path.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.AllRead);
        }
        parent.SetOwner(path.Name, owner, owner);
        _made.Add(new CreatedMountPoint(path, isDirectory, before, parent.Stat().Modified));
    }

    private static List<RawPath> Components(RawPath path)
    {
        var components = new List<RawPath>();
        foreach (var range in path.Bytes.Split((byte)'/'))
            if (path.Bytes[range] is { IsEmpty: false } component && !component.SequenceEqual("."u8))
                components.Add(RawPath.Of(component));
        return components;
    }

    private static SlipwayException Refused(string target, string why) =>
        new(ErrorCode.EngineInvalidSpec, $"nothing can be mounted at '{Excerpt.Of(target)}' in the root: {why}",
            "choose another target");
}
