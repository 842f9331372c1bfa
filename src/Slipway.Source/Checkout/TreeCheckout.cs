using Microsoft.Win32.SafeHandles;
using Slipway.Linux.Files;
using Slipway.Platform;
using Slipway.Platform.Builds;

namespace Slipway.Source.Checkout;

/// <summary>
/// Writes a commit's tree as the server's own files (0:0), whoever owns the repository. Every file is new and every directory is opened by what made it,
/// so no link of the tree is ever followed. Times are the commit's: the same commit gives the same tree.
/// </summary>
internal sealed class TreeCheckout(ObjectReader objects, SourceOptions options)
{
    private const int DeepestTree = 100;
    private const int LongestTree = 16 << 20;
    private const int LongestLink = 4095;
    private const int Readable = 0x1A4; // 0644
    private const int Runnable = 0x1ED; // 0755

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _entries;
    private long _bytes;
    private UnixTime _time;

    /// <exception cref="PlatformException">There is no such commit, or its tree is larger than allowed.</exception>
    public async Task<SourceOrigin> WriteAsync(string commit, string directory, CancellationToken cancel)
    {
        if (commit.Length is not (40 or 64) || !commit.All(char.IsAsciiHexDigit))
            throw new PlatformException(PlatformError.Invalid, "a commit is named by its full id");
        if (await objects.BeginAsync(commit, cancel) is not { Type: "commit" } begun)
            throw new PlatformException(PlatformError.NotFound, $"the repository has no commit {commit}", "push it first");
        var header = CommitHeader.Parse(await objects.ReadAllAsync(begun, LongestTree, cancel));
        _time = new UnixTime(header.Time.ToUnixTimeSeconds());
        using var root = DirectoryHandle.Open(directory);
        await TreeAsync(header.Tree, root, 0, cancel);
        return new SourceOrigin(commit) { Author = header.Author, Date = header.Time.ToString("O"), Message = header.Subject };
    }

    private async Task TreeAsync(string id, DirectoryHandle directory, int depth, CancellationToken cancel)
    {
        if (depth > DeepestTree)
            throw TooLarge($"is deeper than {DeepestTree} directories");
        if (await objects.BeginAsync(id, cancel) is not { Type: "tree" } begun)
            throw new IOException($"the repository lacks tree {id}");
        foreach (var entry in TreeEntry.Parse(await objects.ReadAllAsync(begun, LongestTree, cancel), id.Length / 2))
        {
            if (++_entries > options.MostEntries)
                throw TooLarge($"has more than {options.MostEntries} entries");
            await EntryAsync(entry, directory, depth, cancel);
        }
        directory.SetTimes(RawPath.Empty, _time);
    }

    private async Task EntryAsync(TreeEntry entry, DirectoryHandle directory, int depth, CancellationToken cancel)
    {
        switch (entry.Kind)
        {
            // git, too, leaves an empty directory in the place of a submodule that is not fetched.
            case TreeEntryKind.Submodule:
                directory.MakeDirectory(entry.Name, Runnable);
                return;
            case TreeEntryKind.Directory:
                directory.MakeDirectory(entry.Name, Runnable);
                using (var below = directory.OpenDirectory(entry.Name))
                    await TreeAsync(entry.Id, below, depth + 1, cancel);
                return;
            case TreeEntryKind.Link:
                var target = await objects.ReadAllAsync(await BlobAsync(entry, cancel), LongestLink, cancel);
                directory.MakeSymlink(entry.Name, RawPath.Of(target));
                directory.SetTimes(entry.Name, _time);
                return;
            default:
                using (var file = directory.OpenFile(entry.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, Runnable))
                    await FileAsync(entry, file, cancel);
                return;
        }
    }

    private async Task FileAsync(TreeEntry entry, SafeFileHandle file, CancellationToken cancel)
    {
        var blob = await BlobAsync(entry, cancel);
        if ((_bytes += blob.Size) > options.LargestTree)
            throw TooLarge($"has more than {options.LargestTree >> 20} MiB");
        for (var left = blob.Size; left > 0;)
        {
            var part = _buffer.AsMemory(0, (int)Math.Min(left, _buffer.Length));
            await objects.ReadAsync(part, cancel);
            file.WriteAll(part.Span);
            left -= part.Length;
        }
        await objects.EndAsync(cancel);
        file.SetMetadata(0, 0, entry.Kind == TreeEntryKind.Executable ? Runnable : Readable);
        file.SetTimes(_time);
    }

    private async Task<GitObject> BlobAsync(TreeEntry entry, CancellationToken cancel) =>
        await objects.BeginAsync(entry.Id, cancel) is { Type: "blob" } blob ? blob : throw new IOException($"the repository lacks {entry.Name} ({entry.Id})");

    private static PlatformException TooLarge(string how) =>
        new(PlatformError.LimitReached, $"the source tree {how}", "leave out of the repository what the build can fetch or make");
}
