using Slipway.Factory.Pipeline;
using Slipway.Factory.Records;
using Slipway.Oci;

namespace Slipway.Factory.Retention;

/// <summary>Carries a retention plan out. A tag goes before its record, so that what a crash leaves is found again.</summary>
internal sealed class Rotation(FactoryParts parts)
{
    /// <param name="used">Manifests that must stay.</param>
    /// <param name="dry">Only plans.</param>
    public async Task<RetentionPlan> RunAsync(RetentionPolicy policy, IReadOnlySet<Digest> used, bool dry, CancellationToken cancel)
    {
        var all = await parts.Records.ListAsync(new ImageQuery { Most = int.MaxValue }, cancel);
        var plan = RetentionPlan.Of(all, used, policy, parts.Time.GetUtcNow());
        if (dry)
            return plan;
        var kept = plan.Kept.Select(entry => entry.Record.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var record in plan.Removed)
        {
            var name = ImageReference.Parse(record.ToString());
            if (!kept.Contains(record.ToString()) && (await parts.Images.FindAsync(name, cancel))?.Digest == record.Digest)
                await parts.Images.RemovePublishedAsync(name, cancel);
            await parts.Records.RemoveAsync(record.Id, cancel);
        }
        var tests = all.Except(plan.Removed).Select(record => record.Tests).OfType<Digest>().ToHashSet();
        await new TestArchives(parts.Content).KeepOnlyAsync(tests, cancel);
        return plan;
    }
}
