using Slipway.Build;
using Slipway.Engine.Builds;
using Slipway.Engine.Embedded.Containers;

namespace Slipway.SourceToImage;

/// <summary>The prepared state of a build before anything runs.</summary>
internal sealed record BuildStage(
    BuildRun Run, SourceWorkspace Workspace, PreparedSource Source, BuilderLabels Labels,
    ScriptSet Scripts, ContainerUser User)
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 1, TimeSpan.Zero);

    public SourceBuild Build => Run.Build;

    /// <summary>
    /// The latest time of files without a commit: that of the builder image, so that it is the same on every machine.
    /// </summary>
    public DateTimeOffset BuilderTime => Build.Builder.Config.Created ?? Epoch;

    /// <summary>The latest time of the source's files.</summary>
    public DateTimeOffset SourceTime => Build.LatestTime ?? BuilderTime;

    public string? WorkingDirectory => Build.Builder.Config.Config?.WorkingDir;

    public ScriptRunOptions RunOptionsFor(EnvironmentVariables variables, params IEnumerable<BuildMount> mounts) =>
        new(Labels.AssembleUser, variables, [.. SharedMounts(), .. mounts], WorkingDirectory);

    private IEnumerable<BuildMount> SharedMounts() =>
        [.. BuildMounts.Scripts(Scripts, Workspace.Scripts), .. BuildMounts.Secrets(Build, User)];
}
