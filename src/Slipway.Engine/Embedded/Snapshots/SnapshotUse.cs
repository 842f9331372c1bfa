using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Linux.Mounts;
using Slipway.Oci;

namespace Slipway.Engine.Embedded.Snapshots;

/// <summary>Determines the snapshots that must be kept.</summary>
internal static partial class SnapshotUse
{
    /// <summary>Snapshots that are needed, in use or mounted, and all below them.</summary>
    internal static HashSet<Digest> Kept(
        IReadOnlyList<Snapshot> all, IReadOnlySet<Digest> needed, IReadOnlySet<Digest> inUse, IReadOnlySet<int> mounted)
    {
        var byChain = all.ToDictionary(snapshot => snapshot.Record.Chain);
        var kept = new HashSet<Digest>();
        foreach (var snapshot in all)
            if (needed.Contains(snapshot.Record.Chain) || inUse.Contains(snapshot.Record.Chain)
                || mounted.Contains(snapshot.Number))
                for (var at = snapshot; at is not null && kept.Add(at.Record.Chain);)
                    at = at.Record.Parent is { } parent ? byChain.GetValueOrDefault(parent) : null;
        return kept;
    }

    /// <summary>The numbers in the lower directories of mounted overlays.</summary>
    internal static HashSet<int> Mounted(IEnumerable<MountEntry> mounts) =>
        [.. from entry in mounts
            where entry.Type == "overlay"
            from Match match in LowerName().Matches(entry.SuperOptions)
            select int.Parse(match.Groups["layer"].Value, CultureInfo.InvariantCulture)];

    [GeneratedRegex(@"/fd/[0-9]+/(?<layer>[0-9]{1,9})/fs(?:[:,]|$)", RegexOptions.NonBacktracking)]
    private static partial Regex LowerName();
}
