using Slipway.Engine.Gears;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Gears;
using Slipway.Platform.Operations;
using Slipway.Platform.Releases;
using Slipway.Platform.Repositories;
using Slipway.Platform.Routes;

namespace Slipway.Platform.Provisioning;

/// <summary>The steps at the beginning and at the end of an application's life.</summary>
internal sealed class ApplicationSteps(
    IApplicationStore applications, IReleaseStore releases, IBuildStore builds, IReplicaStore replicas,
    IRepositories repositories, IArtifactBuilder builder, IGearEngine engine, RoutePublisher routes, string logs)
{
    /// <summary>The repository, from the template or empty; its first commit becomes what is built.</summary>
    public async Task RepositoryAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        var template = run.Request<CreateApplication>().Template;
        await run.ReportProgressAsync(template is null
            ? "making an empty repository"
            : "making the repository from its template", cancel);
        var commit = await repositories.CreateAsync(application, template, cancel);
        await run.SaveAsync(operation => commit is null
            ? operation with { Outcome = $"{application} is ready for its first push" }
            : operation with
            {
                Commit = commit,
                Progress = operation.Progress.With(
                    new SourceProgress { Source = new SourceInput(SourceKind.Commit, commit) }),
            }, cancel);
        // The commit first: in an active application, a head that no operation has is a push that was lost.
        await applications.UpdateAsync(application with { State = ApplicationState.Active }, cancel);
    }

    public async Task UndoCreateAsync(OperationContext run, CancellationToken cancel)
    {
        if (await applications.FindAsync(run.Application, cancel) is not { } application)
            return;
        await repositories.RemoveAsync(application, cancel);
        await applications.RemoveAsync(application.Id, cancel);
    }

    public async Task MarkDeletingAsync(OperationContext run, CancellationToken cancel)
    {
        await applications.UpdateAsync(
            await applications.RequireAsync(run, cancel) with { State = ApplicationState.Deleting }, cancel);
        await routes.PublishAsync(cancel);
    }

    public async Task RemoveVolumesAsync(OperationContext run, CancellationToken cancel)
    {
        foreach (var volume in await replicas.ListVolumesAsync(run.Application, cancel))
        {
            await engine.ReleaseSlotAsync($"{run.Application}-{volume.Index}", cancel);
            await engine.RemoveVolumeAsync(volume.Name, cancel);
            await replicas.RemoveVolumeAsync(volume.Name, cancel);
        }
    }

    public async Task RemoveImagesAsync(OperationContext run, CancellationToken cancel)
    {
        var application = await applications.RequireAsync(run, cancel);
        foreach (var release in await releases.ListReleasesAsync(application.Id, cancel))
            await builder.UntagAsync(ReleaseSteps.ReferenceOf(application, release.Number), cancel);
        foreach (var build in await builds.ListBuildsAsync(application.Id, cancel))
            await builder.UntagAsync(BuildSteps.ReferenceOf(application, build.Number), cancel);
        var folder = Path.Combine(logs, "builds", application.Id);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    public async Task RemoveRepositoryAsync(OperationContext run, CancellationToken cancel) =>
        await repositories.RemoveAsync(await applications.RequireAsync(run, cancel), cancel);

    public async Task ForgetAsync(OperationContext run, CancellationToken cancel)
    {
        await applications.RemoveAsync(run.Application, cancel);
        await routes.PublishAsync(cancel);
        await run.SaveAsync(operation => operation with { Outcome = $"{operation.Subject} is deleted" }, cancel);
    }
}
