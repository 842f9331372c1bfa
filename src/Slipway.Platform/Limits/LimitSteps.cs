using Slipway.Platform.Applications;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Limits;

/// <summary>The steps that change what gears may use.</summary>
internal sealed class LimitSteps(IApplicationStore applications)
{
    public async Task ChangeAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        if (run.Progress<LimitProgress>().PreviousLimits is not { } previous)
        {
            previous = application.Limits;
            await run.SaveProgressAsync<LimitProgress>(
                progress => progress with { PreviousLimits = previous }, cancel);
        }
        var changed = run.Request<ChangeLimits>().Limits.Apply(previous);
        if (changed == previous)
        {
            await run.SaveProgressAsync<LimitProgress>(progress => progress with { Unchanged = true }, cancel);
            await run.SaveAsync(
                operation => operation with { Outcome = "nothing changed: gears have these limits already" }, cancel);
            return;
        }
        await applications.UpdateAsync(application with { Limits = changed }, cancel);
        await run.SaveAsync(operation =>
            operation with { Outcome = "the limits are changed; the first release will have them" }, cancel);
    }

    public async Task UndoChangeAsync(OperationContext run, CancellationToken cancel)
    {
        // As with the environment: when nothing serves, more memory may be the step on the way to a first release.
        if (run.Progress<LimitProgress>().PreviousLimits is { } previous
            && await applications.FindAsync(run.Application, cancel) is { Release: not null } application)
            await applications.UpdateAsync(application with { Limits = previous }, cancel);
    }
}
