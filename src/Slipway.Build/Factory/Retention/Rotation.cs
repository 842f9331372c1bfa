using Slipway.Build.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Build.Factory.Retention;

/// <summary>Carries a retention plan out. A tag goes before its record, so that what a crash leaves is found again.</summary>
public sealed class Rotation(ImageStore images, IImageRecords records, TimeProvider time)
{
    /// <param name="used">Manifests that must stay.</param>
    /// <param name="dry">Only plans.</param>
    public async Task<RetentionPlan> RunAsync(RetentionPolicy policy, IReadOnlySet<Digest> used, bool dry, CancellationToken cancel)
    {
        var all = await records.ListAsync(new ImageQuery { Most = int.MaxValue }, cancel);
        var plan = RetentionPlan.Of(all, used, policy, time.GetUtcNow());
        if (dry)
            return plan;
        var kept = plan.Kept.Select(entry => entry.Record.ToString()).ToHashSet(StringComparer.Ordinal);
        foreach (var record in plan.Removed)
        {
            var name = ImageReference.Parse(record.ToString());
            if (!kept.Contains(record.ToString()) && (await images.FindAsync(name, cancel))?.Digest == record.Digest)
                await images.RemoveAsync(name, cancel);
            await records.RemoveAsync(record.Id, cancel);
        }
        return plan;
    }
}
