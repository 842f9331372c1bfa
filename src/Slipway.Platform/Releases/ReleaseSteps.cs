using System.Collections.Immutable;
using Slipway.Engine;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Releases;

/// <summary>The steps that make releases and forget them.</summary>
internal sealed class ReleaseSteps(
    IApplicationStore applications, IEnvironmentStore variables, IReleaseStore releases, CartridgeRegistry cartridges,
    IArtifactBuilder builder, ReleasePruner pruner, TimeProvider time)
{
    /// <summary>A new release, but for number, time and state; null: there is nothing to release.</summary>
    private delegate Task<Release?> Make(
        OperationContext run, Application application, IReadOnlyList<Release> all, CancellationToken cancel);

    /// <summary>Of the artifact that the operation built.</summary>
    public Task ReleaseBuildAsync(OperationContext run, CancellationToken cancel) =>
        ReleaseAsync(run, BuiltAsync, cancel);

    /// <summary>Of the newest artifact with the environment and limits of now; none before the first build.</summary>
    public Task ReleaseConfigurationAsync(OperationContext run, CancellationToken cancel) =>
        ReleaseAsync(run, ConfiguredAsync, cancel);

    /// <summary>Equal to an earlier release.</summary>
    public Task RollbackAsync(OperationContext run, CancellationToken cancel) =>
        ReleaseAsync(run, EarlierAsync, cancel);

    public async Task UndoReleaseAsync(OperationContext run, CancellationToken cancel)
    {
        if ((await releases.ListReleasesAsync(run.Application, cancel))
            .FirstOrDefault(release => release.Operation == run.Operation.Id) is { } release)
            await releases.SaveReleaseAsync(release with { State = ReleaseState.Failed }, cancel);
    }

    /// <summary>The application goes on with the cartridge of the release that serves now.</summary>
    public async Task AdoptAsync(OperationContext run, CancellationToken cancel)
    {
        var release = await MadeAsync(run, cancel);
        var application = await applications.RequireAsync(run, cancel);
        if (application.Cartridge != release.Cartridge)
            await applications.UpdateAsync(application with { Cartridge = release.Cartridge }, cancel);
    }

    /// <summary>After a rollback, it goes on with the limits and the environment of that release, too.</summary>
    public async Task AdoptEarlierAsync(OperationContext run, CancellationToken cancel)
    {
        var release = await MadeAsync(run, cancel);
        var application = await applications.RequireAsync(run, cancel);
        await applications.UpdateAsync(
            application with { Cartridge = release.Cartridge, Limits = release.Limits }, cancel);
        var origins = (await variables.GetEnvironmentAsync(run.Application, cancel))
            .ToDictionary(variable => variable.Name, variable => variable.Origin);
        await variables.SetEnvironmentAsync(run.Application,
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
            await run.ReportFailureAsync("old artifacts could not be removed", e, cancel);
        }
    }

    public static string ReferenceOf(Application application, int release) =>
        $"{application.Domain}/{application.Name}:v{release}";

    private async Task ReleaseAsync(OperationContext run, Make make, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var all = await releases.ListReleasesAsync(application.Id, cancel);
        var release = all.FirstOrDefault(release => release.Operation == run.Operation.Id);
        if (release is null)
        {
            if (await make(run, application, all, cancel) is not { } made)
                return;
            release = made with
            {
                Number = all.Select(other => other.Number).DefaultIfEmpty(0).Max() + 1, Created = time.GetUtcNow(),
                State = ReleaseState.Pending, Operation = run.Operation.Id,
            };
            await releases.SaveReleaseAsync(release, cancel);
        }
        await builder.TagAsync(ReferenceOf(application, release.Number), release.Image, cancel);
        await run.SaveProgressAsync<ReleaseProgress>(
            progress => progress with { Release = release.Number, PreviousRelease = application.Release }, cancel);
        await run.ReportProgressAsync($"release {release.Name}: {release.Reason}", cancel);
    }

    private async Task<Release> MadeAsync(OperationContext run, CancellationToken cancel)
    {
        var number = run.Progress<ReleaseProgress>().Release!.Value;
        return await releases.FindReleaseAsync(run.Application, number, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"release v{number} is gone");
    }

    private async Task<Release?> BuiltAsync(
        OperationContext run, Application application, IReadOnlyList<Release> all, CancellationToken cancel)
    {
        var (build, built) = BuildSteps.RequireBuilt(run);
        var cartridge = await cartridges.RequireAsync(BuildSteps.CartridgeOf(run, application), cancel);
        return new Release(application.Id, 0, default)
        {
            Build = build, Image = built.Image, Cartridge = cartridge.Reference,
            Profile = ProfileOf(cartridge, built),
            Environment = EnvironmentRules.Snapshot(await variables.GetEnvironmentAsync(application.Id, cancel)),
            Limits = application.Limits, Reason = ReasonOf(BuildSteps.RequestOf(run)?.Source, build), Operation = "",
        };
    }

    private async Task<Release?> ConfiguredAsync(
        OperationContext run, Application application, IReadOnlyList<Release> all, CancellationToken cancel)
    {
        if (all.Count == 0)
            return null;
        var environment = EnvironmentRules.Snapshot(await variables.GetEnvironmentAsync(application.Id, cancel));
        // When none serves yet, the newest may have failed for want of this very variable.
        var current = all.FirstOrDefault(release => release.Number == application.Release) ?? all[0];
        return current with
        {
            Environment = environment, Limits = application.Limits,
            Reason = ReasonOf(current, environment, application.Limits),
        };
    }

    private static Task<Release?> EarlierAsync(
        OperationContext run, Application application, IReadOnlyList<Release> all, CancellationToken cancel)
    {
        var target = run.Request<RollbackRelease>().Target;
        var old = all.FirstOrDefault(release => release.Number == target)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"release v{target} is no longer kept",
                "`slipway release list` shows the kept ones");
        return Task.FromResult<Release?>(old with { Reason = $"rollback to v{target}" });
    }

    // An image whose cartridge names no endpoint serves on the first port it exposes, else on 8080.
    private static CartridgeProfile ProfileOf(RegisteredCartridge cartridge, BuiltArtifact built) =>
        cartridge.Profile.Endpoints.Length > 0
        ? cartridge.Profile
        : cartridge.Profile with
        {
            Endpoints = [new CartridgeEndpoint("http", built.Ports.Append(8080).First(), EndpointProtocol.Http)],
        };

    private static string ReasonOf(SourceInput? source, int build) => source switch
    {
        { Kind: SourceKind.Commit, Place: var commit } =>
            $"commit {commit[..Math.Min(10, commit.Length)]}, build b{build}",
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
