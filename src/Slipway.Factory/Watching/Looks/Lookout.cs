using Slipway.Dockerfiles;
using Slipway.Factory.Sources;
using Slipway.Registry.Content;

namespace Slipway.Factory.Watching.Looks;

/// <summary>Looks at what is watched, a few at a time; what goes wrong is what was seen.</summary>
internal sealed class Lookout(GitRepositories repositories, ImageStore images, TimeProvider time) : IDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _places = new(AtOnce);

    public async Task<LookPlan> LookAsync(Watch watch, Sighting? before, bool again, CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestLook);
        try
        {
            return watch.Target is WatchTarget.Image target
                ? await ImageAsync(watch, target, before, again, limit.Token)
                : LookPlan.Of(watch, before, await ReferencesAsync(watch, limit.Token), again, time);
        }
        catch (SlipwayException e)
        {
            return LookPlan.Failed(time, e.Message);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return LookPlan.Failed(time, $"no answer within {LongestLook.TotalMinutes:0} minutes");
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private Task<IReadOnlyDictionary<string, string>> ReferencesAsync(Watch watch, CancellationToken cancel)
    {
        var branch = LookPlan.BranchOf(watch);
        return repositories.ListAsync(watch.Target.Repository!, watch.Reviews ? [branch, ReviewReference.Pattern] : [branch], cancel);
    }

    private async Task<LookPlan> ImageAsync(Watch watch, WatchTarget.Image target, Sighting? before, bool again, CancellationToken cancel) =>
        await images.FindAsync(target.Reference, cancel) is { } image
            ? LookPlan.OfTip(watch, before, target.Reference.ToString(), image.Digest.ToString(), again, time)
            : LookPlan.Failed(time, $"the image {target.Reference} is not stored");
}
