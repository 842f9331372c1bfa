using Slipway.Linux.Files;
using Slipway.Oci.Tar;

namespace Slipway.Oci.Layers;

/// <summary>
/// Compares an upper directory with the merged lower tree, in byte order of names, and records the entries of the
/// layer.
/// </summary>
internal sealed class DiffWalk(DiffOptions options, bool overlay, CancellationToken cancel)
{
    private readonly UnixTime? _latest = options.LatestTime is { } latest ? UnixTime.Of(latest) : null;
    private readonly RawPath[] _excluded = [.. options.Exclude.Select(LayerPath.Of).Where(path => !path.IsEmpty)];
    private readonly HashSet<RawPath> _transient = [.. options.Transient.Select(LayerPath.Of)];
    private readonly Dictionary<(ulong, ulong), RawPath> _linked = [];

    /// <summary>
    /// Copied-up directories above the current one without an entry so far; they get one if something in them does.
    /// </summary>
    private readonly List<TarEntry> _pending = [];

    internal List<TarEntry> Entries { get; } = [];

    /// <summary>Entries of the upper directory that the layer omits, contents before their directory.</summary>
    internal List<RawPath> Dropped { get; } = [];

    /// <summary>Opaque directories, which the layer expresses by single whiteouts.</summary>
    internal List<RawPath> Opaque { get; } = [];

    internal void Visit(DirectoryHandle? lower, DirectoryHandle upper, RawPath path, bool opaque)
    {
        cancel.ThrowIfCancellationRequested();
        foreach (var (name, isHidden) in Names(lower, upper, opaque))
        {
            var child = path.Combine(name);
            if (child.Length >= RawPath.MaxLength || Whiteout.IsWhiteout(name))
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"'{Excerpt.Of(child.ToString())}' cannot be stored in a layer: its path is too long, " +
                        "or its name starts with .wh.");
            if (Array.Exists(_excluded, child.IsWithin))
            {
                if (!isHidden)
                    Dropped.Add(child);
            }
            else if (isHidden)
            {
                AddWhiteout(lower, child);
            }
            else
            {
                VisitName(lower, upper, name, child, opaque);
            }
        }
    }

    /// <summary>The names of the upper directory and, if it is opaque, the hidden names of the lower one.</summary>
    private static IEnumerable<(RawPath Name, bool IsHidden)> Names(
        DirectoryHandle? lower, DirectoryHandle upper, bool opaque)
    {
        RawPath[] names = [.. upper.List()];
        Array.Sort(names);
        if (!opaque || lower is null)
            return names.Select(name => (name, false));
        var present = names.ToHashSet();
        return names.Select(name => (name, false))
            .Concat(lower.List().Where(name => !present.Contains(name)).Select(name => (name, true)))
            .OrderBy(pair => pair.Item1);
    }

    private void VisitName(DirectoryHandle? lower, DirectoryHandle upper, RawPath name, RawPath path, bool opaque)
    {
        var stat = upper.Stat(name);
        var below = lower?.Find(name) is { IsWhiteout: false } found ? found : (FileStat?)null;
        switch (stat.Kind)
        {
            case FileKind.Directory:
                VisitDirectory(below is { IsDirectory: true } ? lower : null, upper, path, stat, opaque);
                break;
            case FileKind.Regular when _transient.Contains(path):
                Dropped.Add(path);
                break;
            case FileKind.Regular or FileKind.Symlink or FileKind.Fifo:
                AddFile(below is null ? null : lower, upper, path, stat);
                break;
            default:
                if (!overlay || !stat.IsWhiteout || below is null)
                    Dropped.Add(path);
                AddWhiteout(lower, path);
                break;
        }
    }

    private void VisitDirectory(DirectoryHandle? lower, DirectoryHandle upper, RawPath path, FileStat stat, bool opaque)
    {
        var name = path.Name;
        var attributeNames = upper.ListAttributes(name);
        LayerAttributes.RefuseIncomplete(path, attributeNames);
        var replaced = attributeNames.Contains(LayerAttributes.Opaque) && LayerAttributes.IsOpaque(upper, name);
        if (replaced)
            Opaque.Add(path);
        var entry = Describe(TarKind.Directory, path, stat, LayerAttributes.Read(upper, name, attributeNames));
        using var lowerHandle = lower?.OpenDirectory(name);
        using var upperHandle = upper.OpenDirectory(name);
        if (lowerHandle is null)
        {
            Add(entry);
            Visit(null, upperHandle, path, opaque);
            return;
        }
        var below = lowerHandle.Stat();
        if (!replaced && !opaque)
            entry = entry with { Modified = Bounded(below.Modified) };
        if (IsChanged(entry, below, lower!))
            Add(entry);
        VisitCopiedUp(entry, () => Visit(lowerHandle, upperHandle, path, opaque || replaced));
    }

    private void VisitCopiedUp(TarEntry entry, Action visitChildren)
    {
        var depth = _pending.Count;
        var isAdded = Entries.Count > 0 && ReferenceEquals(Entries[^1], entry);
        if (!isAdded)
            _pending.Add(entry);
        visitChildren();
        if (isAdded || _pending.Count <= depth)
            return;
        _pending.RemoveAt(depth);
        Dropped.Add(entry.Path);
    }

    private static bool IsChanged(TarEntry entry, FileStat below, DirectoryHandle lower) =>
        entry.Mode != below.Mode || entry.Uid != below.Uid || entry.Gid != below.Gid
        || !entry.Attributes.SequenceEqual(LayerAttributes.Read(lower, entry.Path.Name));

    private void AddFile(DirectoryHandle? lower, DirectoryHandle upper, RawPath path, FileStat stat)
    {
        var name = path.Name;
        var attributeNames = upper.ListAttributes(name);
        LayerAttributes.RefuseIncomplete(path, attributeNames);
        var kind = stat.Kind switch
        {
            FileKind.Regular => TarKind.File, FileKind.Symlink => TarKind.Symlink, _ => TarKind.Fifo,
        };
        var entry = Describe(kind, path, stat, LayerAttributes.Read(upper, name, attributeNames));
        if (kind == TarKind.Symlink)
            entry = entry with { LinkTarget = upper.ReadLink(name), Mode = FileModes.All };
        if (lower is not null && FileComparison.IsSame(entry, stat, upper, lower, Bounded))
        {
            Dropped.Add(path);
            return;
        }
        if (kind == TarKind.File && stat.Links > 1 && !_linked.TryAdd((stat.Device, stat.Inode), path))
            entry = entry with
            {
                Kind = TarKind.HardLink, Size = 0, LinkTarget = _linked[(stat.Device, stat.Inode)], Attributes = [],
            };
        Add(entry);
    }

    private TarEntry Describe(
        TarKind kind, RawPath path, FileStat stat, IReadOnlyList<ExtendedAttribute> attributes) => new(kind, path)
    {
        Mode = stat.Mode,
        Uid = stat.Uid,
        Gid = stat.Gid,
        Modified = Bounded(stat.Modified),
        Size = kind == TarKind.File ? stat.Size : 0,
        Attributes = attributes,
    };

    private void AddWhiteout(DirectoryHandle? lower, RawPath path)
    {
        if (lower?.Find(path.Name) is { IsWhiteout: false })
            Add(new TarEntry(TarKind.File, path.Parent.Combine(Whiteout.Of(path.Name))));
    }

    private void Add(TarEntry entry)
    {
        Entries.AddRange(_pending);
        _pending.Clear();
        Entries.Add(entry);
    }

    private UnixTime Bounded(UnixTime time) => _latest is { } latest ? time.NoLaterThan(latest) : time;
}
