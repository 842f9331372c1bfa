using Slipway.Engine.Gears;
using Slipway.Platform.Applications;
using Slipway.Platform.Releases;
using Slipway.Platform.Volumes;

namespace Slipway.Platform.Gears;

/// <summary>What the engine starts for a place of a release. Pure.</summary>
internal static class GearSpecs
{
    public const string ApplicationLabel = "slipway.application";
    public const string ReleaseLabel = "slipway.release";
    public const string IndexLabel = "slipway.index";

    public static GearSpec Of(Application application, Release release, Replica replica) => new()
    {
        Id = replica.Id,
        Image = release.Image,
        Environment = [.. Environment(application, release, replica).Select(entry => $"{entry.Key}={entry.Value}")],
        Volumes = release.Profile.StoragePath is { } path
            ? [new VolumeMount(Volume.NameOf(application.Id, replica.Index), path)] : [],
        Limits = release.Limits,
        Slot = replica.Slot,
        Hostname = Hostname(application, replica),
        Labels = new Dictionary<string, string>
        {
            [ApplicationLabel] = application.Id,
            [ReleaseLabel] = $"{release.Number}",
            [IndexLabel] = $"{replica.Index}",
        },
    };

    /// <summary>Ids are made of the application's name, so that people know them in a list of processes.</summary>
    public static string NewId(Application application) => $"{application.Label}-{Identifier.Random(8)}";

    public static string? SlotOf(Application application, Release release, int index) =>
        release.Profile.Stateful ? $"{application.Id}-{index}" : null;

    private static IEnumerable<KeyValuePair<string, string>> Environment(
        Application application, Release release, Replica replica) =>
    [
        .. release.Environment,
        new("SLIPWAY_APPLICATION", application.Name),
        new("SLIPWAY_DOMAIN", application.Domain),
        new("SLIPWAY_RELEASE", release.Name),
        new("SLIPWAY_GEAR", replica.Id),
    ];

    private static string Hostname(Application application, Replica replica) => $"{application.Name}-{replica.Index}";
}
