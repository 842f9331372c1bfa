using Slipway.Git.Processes;
using Slipway.Linux.Files;

namespace Slipway.Git.Checkout;

/// <summary>
/// Writes <c>.git</c> into a checked-out tree: a detached HEAD, its history in one pack, an index. The same history
/// gives the same files: packs are written by one thread, without reuse.
/// </summary>
internal sealed class GitDirectory(GitJail jail, GitOptions options)
{
    private const int MaxDepth = 10;
    private long _bytes;
    private int _entries;

    public async Task WriteAsync(string commit, string directory, CancellationToken cancel)
    {
        await GitAsync(["update-ref", "--no-deref", "HEAD", commit], cancel);
        await GitAsync(["read-tree", commit], cancel);
        await GitAsync(["repack", "-a", "-d", "-f", "-q"], cancel);
        await GitAsync(["prune", "--expire=now"], cancel);
        await GitAsync(["config", "core.bare", "false"], cancel);
        using var from = DirectoryHandle.Open(jail.Repository);
        using var root = DirectoryHandle.Open(directory);
        await Task.Run(() => Copy(from, root, RawPath.Of(".git"), 0, cancel), cancel);
    }

    private Task<string> GitAsync(string[] git, CancellationToken cancel) =>
        GitProcess.RunAsync(
            jail with { MaxFileBytes = options.MaxFetchBytes, Settings = ["pack.threads=1"] }, git, null, cancel);

    private void Copy(DirectoryHandle from, DirectoryHandle parent, RawPath name, int depth, CancellationToken cancel)
    {
        parent.MakeDirectory(name, FileModes.AllExecute);
        parent.SetMode(name, FileModes.AllExecute);
        using var to = parent.OpenDirectory(name);
        foreach (var entry in from.List())
        {
            cancel.ThrowIfCancellationRequested();
            var stat = from.Stat(entry);
            if (++_entries > options.MaxEntries || depth > MaxDepth
                || (_bytes += stat.IsRegular ? stat.Size : 0) > options.MaxTreeBytes)
                throw new SlipwayException(
                    ErrorCode.LimitReached, "the repository is too large", "leave out --keep-git-dir");
            if (stat.IsDirectory)
            {
                using var inner = from.OpenDirectory(entry);
                Copy(inner, to, entry, depth + 1, cancel);
            }
            else if (stat.IsRegular)
            {
                CopyFile(from, to, entry);
            }
        }
    }

    private static void CopyFile(DirectoryHandle from, DirectoryHandle to, RawPath name)
    {
        using var source = from.OpenFile(name, OpenFlags.ReadOnly);
        using var target = to.OpenFile(
            name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, FileModes.AllRead);
        source.CopyTo(target);
        target.SetMetadata(0, 0, FileModes.AllRead);
    }
}
