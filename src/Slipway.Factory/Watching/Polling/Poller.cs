using Slipway.Dockerfiles;
using Slipway.Factory.Sources;
using Slipway.Factory.Watching.Records;
using Slipway.Registry.Content;

namespace Slipway.Factory.Watching.Polling;

/// <summary>Polls watches, a few in parallel; an error is part of the result.</summary>
internal sealed class Poller(GitRepositories repositories, ImageStore images, TimeProvider time) : IDisposable
{
    private const int MaxConcurrent = 4;
    private static readonly TimeSpan PollTimeout = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _slots = new(MaxConcurrent);

    public async Task<PollPlan> PollAsync(Watch watch, WatchState? before, bool again, CancellationToken cancel)
    {
        await _slots.WaitAsync(cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(PollTimeout);
        try
        {
            return watch.Target is WatchTarget.Image target
                ? await ImageAsync(watch, target, before, again, limit.Token)
                : PollPlan.Of(watch, before, await ReferencesAsync(watch, limit.Token), again, time);
        }
        catch (SlipwayException e)
        {
            return PollPlan.Failed(time, e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return PollPlan.Failed(time, $"no answer within {PollTimeout.TotalMinutes:0} minutes");
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private Task<IReadOnlyDictionary<string, string>> ReferencesAsync(Watch watch, CancellationToken cancel)
    {
        var branch = PollPlan.BranchOf(watch);
        return repositories.ListAsync(
            watch.Target.Repository!, watch.Reviews ? [branch, ReviewReference.Pattern] : [branch], cancel);
    }

    private async Task<PollPlan> ImageAsync(
        Watch watch, WatchTarget.Image target, WatchState? before, bool again, CancellationToken cancel) =>
        await images.FindAsync(target.Reference, cancel) is { } image
            ? PollPlan.OfTip(watch, before, target.Reference.ToString(), image.Digest.ToString(), again, time)
            : PollPlan.Failed(time, $"the image {target.Reference} is not stored");
}
