using System.Collections.Immutable;
using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Factory.Pruning;

/// <summary>
/// Decides which images are pruned. An image is kept if it is young enough, pinned, the newest release of its name, or
/// used by an application; and so are all ancestors of kept images, whatever their age.
/// </summary>
/// <param name="Removed">Oldest first.</param>
/// <param name="Kept">With reasons.</param>
public sealed record ImagePrunePlan(
    ImmutableArray<ImageRecord> Removed, ImmutableArray<(ImageRecord Record, string Reason)> Kept)
{
    /// <param name="records">All records.</param>
    /// <param name="used">Manifests that must be kept regardless of their records: those of artifacts and
    /// cartridges.</param>
    public static ImagePrunePlan Of(
        IReadOnlyCollection<ImageRecord> records, IReadOnlySet<Digest> used,
        ImagePrunePolicy policy, DateTimeOffset now)
    {
        var newest = records.Where(record => record.Change is null && record.Branch == policy.MainBranch)
            .GroupBy(record => (record.Tree, record.Image))
            .Select(group => group.MaxBy(record => record.Id, StringComparer.Ordinal)!.Id).ToHashSet();
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            if (ReasonOf(record, used, newest, policy, now) is { } reason)
                reasons.Add(record.Id, reason);
        }
        KeepParents(records, reasons);
        return new ImagePrunePlan(
            [.. records.Where(record => !reasons.ContainsKey(record.Id))
                .OrderBy(record => record.Id, StringComparer.Ordinal)],
            [.. records.Where(record => reasons.ContainsKey(record.Id))
                .OrderBy(record => record.Id, StringComparer.Ordinal)
                .Select(record => (record, reasons[record.Id]))]);
    }

    private static string? ReasonOf(
        ImageRecord record, IReadOnlySet<Digest> used, HashSet<string> newest,
        ImagePrunePolicy policy, DateTimeOffset now)
    {
        if (record.IsPinned)
            return "it is pinned";
        if (used.Contains(record.Digest))
            return "it is in use";
        if (newest.Contains(record.Id))
            return "it is the newest release";
        var isMain = record.Change is null && record.Branch == policy.MainBranch;
        return now - record.Built < (isMain ? policy.Main : policy.Others) ? "it is young" : null;
    }

    /// <summary>Keeps the parents of kept images. Several records may have the same manifest: all are kept.</summary>
    private static void KeepParents(IReadOnlyCollection<ImageRecord> records, Dictionary<string, string> reasons)
    {
        var byDigest = records.ToLookup(record => record.Digest);
        var ahead = new Stack<ImageRecord>(records.Where(record => reasons.ContainsKey(record.Id)));
        while (ahead.TryPop(out var record))
        {
            foreach (var below in record.Parents.SelectMany(parent => byDigest[parent])
                .Where(below => reasons.TryAdd(below.Id, $"{record} is made from it")))
                ahead.Push(below);
        }
    }
}
