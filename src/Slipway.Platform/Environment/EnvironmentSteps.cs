using Slipway.Platform.Applications;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Environment;

/// <summary>The names of the variables that the platform makes up a value for, once.</summary>
internal delegate Task<IReadOnlyList<string>> GeneratedNames(
    OperationContext run, Application application, CancellationToken cancel);

/// <summary>The steps that change an application's environment.</summary>
internal sealed class EnvironmentSteps(
    IApplicationStore applications, IEnvironmentStore environment, GeneratedNames generated)
{
    private const int GeneratedLength = 32;

    /// <summary>Gives the variables that the cartridge declares a value, once.</summary>
    public async Task GenerateAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var names = await generated(run, application, cancel);
        var current = await environment.GetEnvironmentAsync(application.Id, cancel);
        var missing = names.Where(name => current.All(variable => variable.Name != name)).ToList();
        if (missing.Count > 0)
            await environment.SetEnvironmentAsync(application.Id,
                [.. current, .. missing.Select(name => new EnvironmentVariable(
                    name, Identifier.Random(GeneratedLength), VariableOrigin.Cartridge))], cancel);
    }

    public async Task ChangeAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Progress<EnvironmentProgress>().PreviousEnvironment is not { } previous)
        {
            previous = [.. await environment.GetEnvironmentAsync(run.Application, cancel)];
            await run.SaveProgressAsync<EnvironmentProgress>(
                progress => progress with { PreviousEnvironment = previous }, cancel);
        }
        var changed = EnvironmentRules.Apply(previous, run.Request<ChangeEnvironment>().Change);
        if (changed.SequenceEqual(previous.OrderBy(variable => variable.Name, StringComparer.Ordinal)))
        {
            await run.SaveProgressAsync<EnvironmentProgress>(progress => progress with { Unchanged = true }, cancel);
            await run.SaveAsync(operation =>
                operation with { Outcome = "nothing changed: the environment has these values already" }, cancel);
            return;
        }
        await environment.SetEnvironmentAsync(run.Application, changed, cancel);
        await run.SaveAsync(operation =>
            operation with { Outcome = "the environment is changed; the first release will have it" }, cancel);
    }

    public async Task UndoChangeAsync(OperationContext run, CancellationToken cancel)
    {
        // What serves has the environment from before. When nothing serves, the change is a step on the way to
        // a first release.
        if (run.Progress<EnvironmentProgress>().PreviousEnvironment is { } previous
            && await applications.FindAsync(run.Application, cancel) is { Release: not null })
            await environment.SetEnvironmentAsync(run.Application, previous, cancel);
    }
}
