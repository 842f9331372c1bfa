using Slipway.Platform.Applications;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Limits;

/// <summary>The steps that change what gears may use.</summary>
internal sealed class LimitSteps(IApplicationStore applications)
{
    public async Task ChangeAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data.Limits is not { } change
            || await applications.FindAsync(run.Application, cancel) is not { } application)
            return;
        if (run.Data.PreviousLimits is null)
            await run.SaveProgressAsync(data => data with { PreviousLimits = application.Limits }, cancel);
        var changed = change.Apply(run.Data.PreviousLimits!);
        if (changed == run.Data.PreviousLimits)
        {
            await run.SaveProgressAsync(data => data with { Unchanged = true }, cancel);
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
        if (run.Data.PreviousLimits is { } previous
            && await applications.FindAsync(run.Application, cancel) is { Release: not null } application)
            await applications.UpdateAsync(application with { Limits = previous }, cancel);
    }
}
