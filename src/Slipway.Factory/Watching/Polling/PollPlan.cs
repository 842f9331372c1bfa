using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Watching.Polling;

/// <summary>The consequences of a poll: what to save and what to build.</summary>
/// <param name="Result">The state to save.</param>
/// <param name="Runs">A run for every change.</param>
internal sealed record PollPlan(PollResult Result, ImmutableArray<WatchRun> Runs)
{
    /// <summary>
    /// Compares a repository with its last state. The first poll builds the branch, and treats existing changes under
    /// review as known: there may be thousands.
    /// </summary>
    /// <param name="references">The branch, and the changes if they are watched, with their commits.</param>
    /// <param name="again">Whether to build the branch even if it did not change.</param>
    public static PollPlan Of(
        Watch watch, WatchState? before, IReadOnlyDictionary<string, string> references, bool again, TimeProvider time)
    {
        var branch = BranchOf(watch);
        if (!references.TryGetValue(branch, out var tip))
            return Failed(time, $"the repository has no branch {watch.Target.Repository!.Reference}");
        var newest = watch.Reviews ? Newest(references) : [];
        var seen = before?.Patchsets ?? ImmutableDictionary<int, int>.Empty;
        var moved = newest.Where(entry => entry.Value.Change.Patchset > seen.GetValueOrDefault(entry.Key))
            .ToImmutableDictionary(entry => entry.Key, entry => entry.Value);
        var plan = OfTip(watch, before, branch, tip, again, time);
        var result = plan.Result with
        {
            Patchsets = moved.ToImmutableDictionary(entry => entry.Key, entry => entry.Value.Change.Patchset!.Value),
        };
        if (before?.Tip is null)
            return plan with { Result = result };
        var reviews = moved.OrderBy(entry => entry.Key).Select(
            entry => Run(watch, entry.Value.Reference, entry.Value.Commit, time) with
        {
            Change = entry.Value.Change,
        });
        return new PollPlan(result, [.. plan.Runs, .. reviews]);
    }

    /// <summary>Compares a branch or an image with its last state.</summary>
    public static PollPlan OfTip(
        Watch watch, WatchState? before, string reference, string tip, bool again, TimeProvider time)
    {
        var isNew = before?.Tip != tip;
        return new PollPlan(
            new PollResult(time.GetUtcNow(), isNew ? tip : null, ImmutableDictionary<int, int>.Empty, null),
            isNew || again ? [Run(watch, reference, tip, time)] : []);
    }

    public static PollPlan Failed(TimeProvider time, string cause) =>
        new(new PollResult(time.GetUtcNow(), null, ImmutableDictionary<int, int>.Empty, cause),
            []);

    public static string BranchOf(Watch watch) => $"refs/heads/{watch.Target.Repository!.Reference}";

    private static Dictionary<int, (ChangeNumber Change, string Reference, string Commit)> Newest(
        IReadOnlyDictionary<string, string> references)
    {
        var newest = new Dictionary<int, (ChangeNumber Change, string Reference, string Commit)>();
        foreach (var (reference, commit) in references)
            if (ReviewReference.TryParse(reference, out var change)
                && (!newest.TryGetValue(change.Number, out var known) || known.Change.Patchset < change.Patchset))
                newest[change.Number] = (change, reference, commit);
        return newest;
    }

    private static WatchRun Run(Watch watch, string reference, string commit, TimeProvider time) => new()
    {
        Id = Guid.CreateVersion7(time.GetUtcNow()).ToString("N"), Watch = watch.Name, Reference = reference,
        Commit = commit, Queued = time.GetUtcNow(),
        Report = new RunReport(Settled: watch.Report is null),
    };
}
