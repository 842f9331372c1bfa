using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Factory.Pruning;

/// <summary>
/// Executes a prune plan. A tag is removed before its record, so that the next run finds leftovers of a crash.
/// </summary>
internal sealed class ImagePruner(FactoryServices services)
{
    /// <param name="used">Manifests that must be kept.</param>
    /// <param name="dry">Only plan.</param>
    public async Task<ImagePrunePlan> RunAsync(
        ImagePrunePolicy policy, IReadOnlySet<Digest> used, bool dry, CancellationToken cancel)
    {
        var all = await services.Records.ListAsync(new ImageQuery { Limit = int.MaxValue }, cancel);
        var plan = ImagePrunePlan.Of(all, used, policy, services.Time.GetUtcNow());
        if (dry)
            return plan;
        var kept = plan.Kept.Select(entry => entry.Record.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var record in plan.Removed)
        {
            var name = ImageReference.Parse(record.ToString());
            if (!kept.Contains(record.ToString())
                && (await services.Images.FindAsync(name, cancel))?.Digest == record.Digest)
                await services.Images.RemovePublishedAsync(name, cancel);
            await services.Records.RemoveAsync(record.Id, cancel);
        }
        var tests = all.Except(plan.Removed).Select(record => record.Tests).OfType<Digest>().ToHashSet();
        await new TestArchives(services.Content).KeepOnlyAsync(tests, cancel);
        return plan;
    }
}
