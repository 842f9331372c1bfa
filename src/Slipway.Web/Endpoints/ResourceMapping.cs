using Slipway.Engine;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Environment;
using Slipway.Platform.Gears;
using Slipway.Platform.Limits;
using Slipway.Platform.Operations;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Releases;
using Slipway.Registry.Content;
using Slipway.Web.Problems;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Maps the platform's records to resources of the API.</summary>
internal static class ResourceMapping
{
    public static ApplicationResource Of(ApplicationStatus status, Addresses addresses) => new(
        status.Application.Domain, status.Application.Name, status.Application.Cartridge, addresses.UrlOf(status.Host),
        addresses.GitRemoteOf(status.Application), status.Application.Scale,
        Lower(status.Application.State), status.Release?.Number, status.Application.Created)
    {
        Gears = [.. status.Replicas.Select(Of)],
        Limits = Of(status.Application.Limits),
        Ports = status.EdgePorts.ToDictionary(port => port.Endpoint, port => port.Port),
    };

    public static AccountResource Of(Account account) => new(account.Name, Lower(account.Role), account.Created);

    public static TokenResource Of(AccessToken token) =>
        new(token.Id, token.Account, token.Label, token.Created, token.Expires);

    public static DomainResource Of(Domain domain) => new(domain.Name, [.. domain.Members], domain.Created);

    public static LimitChange Of(LimitsResource? limits) =>
        limits is null ? LimitChange.None : new LimitChange(limits.Memory, limits.Cpus, limits.Pids, limits.Disk);

    public static LimitsResource Of(ResourceLimits limits) => new(limits.Memory, limits.Cpus, limits.Pids, limits.Disk);

    public static VariableResource Of(EnvironmentVariable variable) =>
        new(variable.Name, variable.Value, Lower(variable.Origin));

    public static OperationResource Of(Operation operation) =>
        new(operation.Id, Lower(operation.Kind), operation.Subject, Lower(operation.State), operation.Step,
            operation.Started ?? operation.Created)
        {
            Account = operation.Account,
            Ended = operation.Ended,
            Result = operation.Outcome,
            Problem = operation.State == OperationState.Failed
                ? ProblemMapping.Of(
                    operation.Error ?? ErrorCode.Unavailable, operation.Cause ?? "failed", operation.NextStep)
                : null,
        };

    public static ReleaseResource Of(Release release, Artifact? artifact, bool current) =>
        new(release.Number, artifact?.Reference ?? release.Image.ToString(), release.Cartridge, release.Reason,
            Lower(release.State), release.Created)
        {
            Current = current,
        };

    public static ArtifactResource Of(Artifact artifact, IEnumerable<Release> releases, long size) =>
        new(artifact.Reference, artifact.Image.ToString(), artifact.Commit, artifact.Cartridge, artifact.Created)
        {
            Build = artifact.Build,
            Releases = [.. releases.Where(release => release.Build == artifact.Build)
                .Select(release => release.Number).Order()],
            Size = size,
        };

    /// <summary>With all details.</summary>
    public static ArtifactResource Of(
        Artifact artifact, IEnumerable<Release> releases, Image image, BuildRecord? build) =>
        Of(artifact, releases, image.Manifest.Layers.Sum(layer => layer.Size)) with
        {
            CartridgeImage = artifact.CartridgeImage?.ToString(),
            BaseImage = artifact.BaseImage?.ToString(),
            Input = artifact.Input,
            Layers = [.. image.Manifest.Layers.Select(layer => new LayerResource(layer.Digest.ToString(), layer.Size))],
            Phases = build is null ? null : Of(build).Phases,
        };

    public static BuildResource Of(BuildRecord build) =>
        new(build.Number, Lower(build.Source), build.Commit, Lower(build.State), build.Phase, build.Started)
        {
            Ended = build.Ended,
            Cause = build.Cause,
            ExitCode = build.ExitCode,
            Phases = [.. build.Phases.Select(phase => new PhaseResource(phase.Phase, phase.Time.TotalSeconds))],
        };

    public static LogResource Of(ApplicationLogLine line) =>
        new(line.Line.Time, line.Gear, Lower(line.Line.Stream), line.Line.Text);

    public static CartridgeResource Of(RegisteredCartridge cartridge) =>
        new(cartridge.Name, cartridge.Version, cartridge.DisplayName ?? cartridge.Name, cartridge.Description ?? "",
            cartridge.Image ?? "named by each build");

    private static GearResource Of(Replica replica) =>
        new(replica.Id, replica.Release, StateOf(replica.Status),
            replica.Address, replica.Restarts,
            replica.ServingSince ?? DateTimeOffset.UtcNow)
        {
            Reason = replica.LastEnd,
        };

    private static string StateOf(ReplicaStatus status) => status switch
    {
        ReplicaStatus.Serving => "running",
        _ => Lower(status),
    };

    /// <summary>Converts <c>ChangeEnvironment</c> to <c>change-environment</c>.</summary>
    private static string Lower<T>(T value) where T : struct, Enum => Lower(value.ToString());

    private static string Lower(string name) =>
        string.Concat(name.Select(
            (c, i) => char.IsUpper(c) && i > 0 ? $"-{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));
}
