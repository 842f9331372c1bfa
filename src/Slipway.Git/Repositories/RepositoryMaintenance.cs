using Slipway.Diagnostics.Loops;
using Slipway.Git.Processes;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Git.Repositories;

/// <summary>
/// Repacks repositories with many small files: each push leaves loose objects or a pack. git runs as the repository's
/// user, within its limits, on one processor; unreferenced objects are deleted after two weeks.
/// </summary>
public sealed class RepositoryMaintenance(RepositoryStore store)
{
    private const int MaxPacks = 20;
    private const string SampledObjects = "17"; // one of 256 directories over which objects are distributed evenly
    private static readonly RawPath Packs = RawPath.Of("objects/pack");
    private static readonly RawPath Sample = RawPath.Of("objects/" + SampledObjects);

    /// <summary>
    /// Packs those that need it and that nobody pushes to, one after the other. One that cannot be packed fails alone.
    /// </summary>
    public async Task RunAsync(LoopRound round)
    {
        foreach (var repository in store.List().Where(IsScattered))
            await round.TryAsync($"packing {repository}", cancel =>
                store.Locks.TryRunMaintenanceAsync(repository, stop => PackAsync(repository, stop), cancel));
    }

    /// <summary>Judged by file names only, like git's own <c>gc --auto</c>.</summary>
    internal bool IsScattered(RepositoryName repository)
    {
        try
        {
            using var root = DirectoryHandle.Open(store.PathOf(repository));
            return Count(root, Sample, _ => true) * 256 > store.Options.MaxLooseObjects
                || Count(root, Packs, name => name.EndsWith(".pack"u8)) > MaxPacks;
        }
        catch (Exception e) when (e is IOException or LinuxException)
        {
            return false; // it is being deleted
        }
    }

    private async Task PackAsync(RepositoryName repository, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(store.Options.PackLimit);
        var maxBytes = store.Options.MaxPushBytes;
        var jail = store.JailOf(repository) with { MaxFileBytes = maxBytes * 2, Processor = store.Options.PackLimit };
        // --force: a lock left by a killed process is ignored, because no two run at a time.
        await GitProcess.RunAsync(
            jail, ["-c", $"pack.packSizeLimit={maxBytes}", "-c", "pack.threads=1", "-c", "pack.windowMemory=256m",
                "gc", "--quiet", "--force"],
            null, limit.Token);
    }

    private static int Count(DirectoryHandle root, RawPath path, CountsName counts)
    {
        using var directory = root.FindDirectory(path);
        return directory?.List().Count(name => counts(name.Bytes)) ?? 0;
    }

    private delegate bool CountsName(ReadOnlySpan<byte> name);
}
