using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Releases;

/// <summary>The step between build and release: what a build made is kept, unless it serves already.</summary>
internal sealed class ArtifactSteps(
    IApplicationStore applications, IReleaseStore releases, IArtifactStore artifacts, IArtifactBuilder builder,
    BuildSteps builds, BuildRecords records, TimeProvider time)
{
    public async Task ArtifactAsync(OperationContext run, CancellationToken cancel)
    {
        var request = BuildSteps.Require(run);
        var (number, built) = BuildSteps.RequireBuilt(run);
        var application = await applications.RequireAsync(run, cancel);
        var serving = application.Release is { } current
            ? await releases.FindReleaseAsync(application.Id, current, cancel) : null;
        var cartridge = BuildSteps.CartridgeOf(run, application);
        if (serving?.Image == built.Image && serving.Cartridge == cartridge && !request.Options.Force)
        {
            await builder.UntagAsync(BuildSteps.ReferenceOf(application, number), cancel);
            await records.MarkUnchangedAsync(run, cancel);
            await run.SaveProgressAsync<BuildProgress>(progress => progress with { Unchanged = true }, cancel);
            await run.SaveAsync(operation => operation with
            {
                Outcome = $"nothing changed: {serving.Name} serves what this build would make",
            }, cancel);
        }
        else
        {
            await artifacts.SaveArtifactAsync(new Artifact(application.Id, number, built.Image, time.GetUtcNow())
            {
                Reference = BuildSteps.ReferenceOf(application, number),
                Commit = request.Commit,
                Cartridge = cartridge,
                CartridgeImage = built.CartridgeImage,
                BaseImage = built.BaseImage,
                Input = built.Input,
            }, cancel);
        }
        builds.Forget(run);
    }
}
