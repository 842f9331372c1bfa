using Slipway.Platform.Applications;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Environment;

/// <summary>The steps that change an application's environment.</summary>
internal sealed class EnvironmentSteps(IApplicationStore applications, CartridgeRegistry cartridges)
{
    private const int GeneratedLength = 32;

    /// <summary>Gives the variables that the cartridge declares a value, once.</summary>
    public async Task GenerateAsync(OperationContext run, CancellationToken cancel)
    {
        if (await applications.FindAsync(run.Application, cancel) is not { } application)
            return;
        var cartridge = await cartridges.RequireAsync(run.Data.Options.Cartridge ?? application.Cartridge, cancel);
        var current = await applications.GetEnvironmentAsync(application.Id, cancel);
        var missing = cartridge.Generated.Where(name => current.All(variable => variable.Name != name)).ToList();
        if (missing.Count > 0)
            await applications.SetEnvironmentAsync(application.Id,
                [.. current, .. missing.Select(name => new EnvironmentVariable(
                    name, Identifier.Random(GeneratedLength), VariableOrigin.Cartridge))], cancel);
    }

    public async Task ChangeAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data.Change is not { } change)
            return;
        var current = await applications.GetEnvironmentAsync(run.Application, cancel);
        if (run.Data.PreviousEnvironment is null)
            await run.SaveProgressAsync(data => data with { PreviousEnvironment = [.. current] }, cancel);
        var changed = EnvironmentRules.Apply(run.Data.PreviousEnvironment!.Value, change);
        if (changed.SequenceEqual(
            run.Data.PreviousEnvironment.Value.OrderBy(variable => variable.Name, StringComparer.Ordinal)))
        {
            await run.SaveProgressAsync(data => data with { Unchanged = true }, cancel);
            await run.SaveAsync(operation =>
                operation with { Outcome = "nothing changed: the environment has these values already" }, cancel);
            return;
        }
        await applications.SetEnvironmentAsync(run.Application, changed, cancel);
        await run.SaveAsync(operation =>
            operation with { Outcome = "the environment is changed; the first release will have it" }, cancel);
    }

    public async Task UndoChangeAsync(OperationContext run, CancellationToken cancel)
    {
        // What serves has the environment from before. When nothing serves, the change is a step on the way to
        // a first release.
        if (run.Data.PreviousEnvironment is { } previous
            && await applications.FindAsync(run.Application, cancel) is { Release: not null })
            await applications.SetEnvironmentAsync(run.Application, previous, cancel);
    }
}
