using System.Collections.Immutable;
using Slipway.Engine;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Releases;

/// <summary>The steps that make releases and forget them.</summary>
internal sealed class ReleaseSteps(
    IApplicationStore applications, IReleaseStore releases, CartridgeRegistry cartridges, IArtifactBuilder builder,
    ReleasePruner pruner, TimeProvider time)
{
    /// <summary>One release for what the operation changed: artifact, environment, or a way back.</summary>
    public async Task ReleaseAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var all = await releases.ListReleasesAsync(application.Id, cancel);
        if (run.Data.Unchanged || (run.Data.Built is null && all.Count == 0))
            return;
        var release = all.FirstOrDefault(release => release.Operation == run.Operation.Id);
        if (release is null)
        {
            release = await MakeAsync(run, application, all, cancel);
            await releases.SaveReleaseAsync(release, cancel);
        }
        await builder.TagAsync(ReferenceOf(application, release.Number), release.Image, cancel);
        await run.SaveProgressAsync(
            data => data with { Release = release.Number, PreviousRelease = application.Release }, cancel);
        await run.ReportProgressAsync($"release {release.Name}: {release.Reason}", cancel);
    }

    public async Task UndoReleaseAsync(OperationContext run, CancellationToken cancel)
    {
        if ((await releases.ListReleasesAsync(run.Application, cancel))
            .FirstOrDefault(release => release.Operation == run.Operation.Id) is { } release)
            await releases.SaveReleaseAsync(release with { State = ReleaseState.Failed }, cancel);
    }

    /// <summary>
    /// The application goes on from the release that serves now: its cartridge, and after a rollback its limits
    /// and environment.
    /// </summary>
    public async Task AdoptAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Data.Release is not { } number
            || await releases.FindReleaseAsync(run.Application, number, cancel) is not { } release)
            return;
        var application = await applications.RequireAsync(run, cancel);
        var limits = run.Operation.Kind == OperationKind.Rollback ? release.Limits : application.Limits;
        var adopted = application with { Cartridge = release.Cartridge, Limits = limits };
        if (adopted != application)
            await applications.UpdateAsync(adopted, cancel);
        if (run.Operation.Kind != OperationKind.Rollback)
            return;
        var origins = (await applications.GetEnvironmentAsync(run.Application, cancel))
            .ToDictionary(variable => variable.Name, variable => variable.Origin);
        await applications.SetEnvironmentAsync(run.Application,
            [.. release.Environment.Select(entry =>
                new EnvironmentVariable(entry.Key, entry.Value, origins.GetValueOrDefault(entry.Key)))], cancel);
    }

    /// <summary>
    /// Removes what no kept release needs. What cannot be removed now is found again by the next release.
    /// </summary>
    public async Task PruneAsync(OperationContext run, CancellationToken cancel)
    {
        try
        {
            await pruner.RunAsync(await applications.RequireAsync(run, cancel), cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await run.ReportProgressAsync($"old artifacts could not be removed: {Failure.Of(e).Cause}", cancel);
        }
    }

    public static string ReferenceOf(Application application, int release) =>
        $"{application.Domain}/{application.Name}:v{release}";

    private async Task<Release> MakeAsync(
        OperationContext run, Application application, IReadOnlyList<Release> all, CancellationToken cancel)
    {
        var number = all.Select(release => release.Number).DefaultIfEmpty(0).Max() + 1;
        if (run.Data.Target is { } target)
        {
            var old = all.FirstOrDefault(release => release.Number == target)
                ?? throw new SlipwayException(ErrorCode.NotFound, $"release v{target} is no longer kept",
                    "`slipway release list` shows the kept ones");
            return old with
            {
                Number = number, Created = time.GetUtcNow(), State = ReleaseState.Pending, Operation = run.Operation.Id,
                Reason = $"rollback to v{target}",
            };
        }
        var environment = EnvironmentRules.Snapshot(await applications.GetEnvironmentAsync(application.Id, cancel));
        if (run.Data is { Built: { } built, Build: { } build })
        {
            var cartridge = await cartridges.RequireAsync(run.Data.Options.Cartridge ?? application.Cartridge, cancel);
            return new Release(application.Id, number, time.GetUtcNow())
            {
                Build = build, Image = built.Image, Cartridge = cartridge.Reference,
                Profile = ProfileOf(cartridge, built), Environment = environment,
                Limits = application.Limits, Reason = ReasonOf(run.Data, build), Operation = run.Operation.Id,
            };
        }
        // When none serves yet, the newest may have failed for want of this very variable.
        var current = all.FirstOrDefault(release => release.Number == application.Release) ?? all[0];
        return current with
        {
            Number = number, Created = time.GetUtcNow(), Environment = environment, Limits = application.Limits,
            State = ReleaseState.Pending,
            Operation = run.Operation.Id, Reason = ReasonOf(current, environment, application.Limits),
        };
    }

    // An image whose cartridge names no endpoint serves on the first port it exposes, else on 8080.
    private static CartridgeProfile ProfileOf(RegisteredCartridge cartridge, BuiltArtifact built) =>
        cartridge.Profile.Endpoints.Length > 0
        ? cartridge.Profile
        : cartridge.Profile with
        {
            Endpoints = [new CartridgeEndpoint("http", built.Ports.Append(8080).First(), RouteProtocol.Http)],
        };

    private static string ReasonOf(OperationData data, int build) => data.Source switch
    {
        { Kind: SourceKind.Commit } source =>
            $"commit {source.Place[..Math.Min(10, source.Place.Length)]}, build b{build}",
        { Kind: SourceKind.Binary } => $"binary, build b{build}",
        _ => $"upload, build b{build}",
    };

    private static string ReasonOf(
        Release before, ImmutableSortedDictionary<string, string> environment, ResourceLimits limits)
    {
        var set = environment.Where(entry => before.Environment.GetValueOrDefault(entry.Key) != entry.Value)
            .Select(entry => entry.Key).Take(5).ToList();
        var unset = before.Environment.Keys.Except(environment.Keys).Take(5).ToList();
        string[] parts = [set.Count > 0 ? "set " + string.Join(", ", set) : "",
            unset.Count > 0 ? "unset " + string.Join(", ", unset) : "",
            LimitRules.DescribeChange(before.Limits, limits)];
        return string.Join("; ", parts.Where(part => part.Length > 0).DefaultIfEmpty("environment"));
    }
}
