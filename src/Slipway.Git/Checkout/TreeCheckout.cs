using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Platform;
using Slipway.Platform.Repositories;

namespace Slipway.Git.Checkout;

/// <summary>
/// Checks out a commit's tree as files of the server (0:0), whoever owns the repository. Every file is new, and paths
/// below the target are resolved without following links. All times are the commit's, so the same commit gives the same
/// tree.
/// </summary>
internal sealed class TreeCheckout(ObjectReader objects, GitOptions options)
{
    private const int MaxTreeDepth = 100;
    private const int MaxTreeBytes = 16 << 20;
    private const int MaxLinkTargetLength = 4095;

    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<(RawPath Path, TreeEntry Entry)> _blobs = [];
    private readonly List<RawPath> _directories = [];
    private int _entries;
    private long _bytes;
    private UnixTime _time;

    /// <exception cref="SlipwayException">There is no such commit, or its tree is larger than allowed.</exception>
    public async Task<CommitOrigin> WriteAsync(string commit, string directory, CancellationToken cancel)
    {
        if (commit.Length is not (40 or 64) || !commit.All(char.IsAsciiHexDigit))
            throw new SlipwayException(ErrorCode.Invalid, "a commit is named by its full id");
        await objects.RequestAsync([commit], cancel);
        if (await objects.BeginAsync(cancel) is not { Type: "commit" } begun)
            throw new SlipwayException(
                ErrorCode.NotFound, $"the repository has no commit {commit}", "push it first");
        var header = CommitHeader.Parse(await objects.ReadAllAsync(begun, MaxTreeBytes, cancel));
        _time = new UnixTime(header.Time.ToUnixTimeSeconds());
        using var root = DirectoryHandle.Open(directory);
        await DirectoriesAsync(header.Tree, root, cancel);
        await BlobsAsync(root, cancel);
        foreach (var path in _directories.AsEnumerable().Reverse())
            root.SetTimes(path, _time);
        return new CommitOrigin(commit)
        {
            Author = header.Author, Date = header.Time.ToString("O"), Message = header.Subject,
        };
    }

    /// <summary>
    /// Creates the directories level by level, and records their entries. Symbolic links are created last, so that no
    /// path leads through one.
    /// </summary>
    private async Task DirectoriesAsync(string rootTree, DirectoryHandle root, CancellationToken cancel)
    {
        List<(RawPath Path, string Id)> level = [(RawPath.Empty, rootTree)];
        for (var depth = 0; level.Count > 0; depth++)
        {
            if (depth > MaxTreeDepth)
                throw TooLarge($"is deeper than {MaxTreeDepth} directories");
            var asking = objects.RequestAsync(level.Select(tree => tree.Id), cancel);
            var next = new List<(RawPath, string)>();
            foreach (var (path, id) in level)
            {
                if (await objects.BeginAsync(cancel) is not { Type: "tree" } begun)
                    throw Damaged.Commit($"tree {id} is missing");
                foreach (var entry in TreeEntry.Parse(
                    await objects.ReadAllAsync(begun, MaxTreeBytes, cancel), id.Length / 2))
                    Note(entry, path.Combine(entry.Name), root, next);
            }
            await asking;
            level = next;
        }
    }

    private void Note(TreeEntry entry, RawPath path, DirectoryHandle root, List<(RawPath, string)> next)
    {
        if (++_entries > options.MaxEntries)
            throw TooLarge($"has more than {options.MaxEntries} entries");
        if (entry.Kind is not (TreeEntryKind.Directory or TreeEntryKind.Submodule))
        {
            _blobs.Add((path, entry));
            return;
        }
        // Like git: an empty directory in place of a submodule.
        root.MakeDirectory(path, FileModes.AllExecute);
        _directories.Add(path);
        if (entry.Kind == TreeEntryKind.Directory)
            next.Add((path, entry.Id));
    }

    private async Task BlobsAsync(DirectoryHandle root, CancellationToken cancel)
    {
        var asking = objects.RequestAsync(_blobs.Select(blob => blob.Entry.Id), cancel);
        foreach (var (path, entry) in _blobs)
        {
            if (await objects.BeginAsync(cancel) is not { Type: "blob" } blob)
                throw Damaged.Commit($"{entry.Name} ({entry.Id}) is missing");
            if ((_bytes += blob.Size) > options.MaxTreeBytes)
                throw TooLarge($"has more than {options.MaxTreeBytes >> 20} MiB");
            if (entry.Kind == TreeEntryKind.Link)
            {
                root.MakeSymlink(path, RawPath.Of(await objects.ReadAllAsync(blob, MaxLinkTargetLength, cancel)));
                root.SetTimes(path, _time);
                continue;
            }
            using var file = root.OpenFile(
                path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.AllExecute);
            await FileAsync(blob, file, cancel);
            file.SetMetadata(0, 0, entry.Kind == TreeEntryKind.Executable ? FileModes.AllExecute : FileModes.AllRead);
            file.SetTimes(_time);
        }
        await asking;
    }

    private async Task FileAsync(GitObject blob, SafeFileHandle file, CancellationToken cancel)
    {
        for (var left = blob.Size; left > 0;)
        {
            var part = _buffer.AsMemory(0, (int)Math.Min(left, _buffer.Length));
            await objects.ReadAsync(part, cancel);
            file.WriteAll(part.Span);
            left -= part.Length;
        }
        await objects.EndAsync(cancel);
    }

    private static SlipwayException TooLarge(string how) =>
        new(ErrorCode.LimitReached, $"the source tree {how}",
            "leave out of the repository what the build can fetch or make");
}
