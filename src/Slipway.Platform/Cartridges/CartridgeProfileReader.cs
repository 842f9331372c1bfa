using System.Collections.Immutable;
using Slipway.Cartridges.Manifests;
using Slipway.Platform.Environment;
using Slipway.Platform.Repositories;
using Slipway.SourceToImage;

namespace Slipway.Platform.Cartridges;

/// <summary>What the platform takes from a manifest. Pure.</summary>
internal static class CartridgeProfileReader
{
    // A Cart-Data entry of this type is a variable whose value the platform makes up, once for each application.
    private const string GeneratedType = "generated";

    public static RegisteredCartridge Of(CartridgeManifest manifest, string directory, DateTimeOffset now) =>
        new(manifest.Name, manifest.Version, manifest.ToYaml(), directory, now)
        {
            Profile = ProfileOf(manifest),
            DisplayName = manifest.DisplayName,
            Description = manifest.Description,
            Image = manifest.ImageName,
            Template = manifest.Template switch
            {
                null => null,
                { IsInPackage: true } template =>
                    new RepositoryTemplate { Directory = Path.Combine(directory, template.Location) },
                var template => new RepositoryTemplate { Url = template.ToString() },
            },
            Generated = [.. manifest.CartridgeData.Where(datum => datum.Type == GeneratedType)
                .Select(datum => EnvironmentRules.RequireName(datum.Key))],
        };

    private static CartridgeProfile ProfileOf(CartridgeManifest manifest) => new()
    {
        Endpoints = EndpointsOf(manifest),
        StoragePath = manifest.StoragePath,
        Liveness = manifest.LivenessCheck is { } check ? LivenessOf(check) : null,
        MinGears = Math.Max(1, manifest.Scaling.Min),
        MaxGears = manifest.Scaling.Max < 0 ? null : manifest.Scaling.Max,
    };

    // The web endpoint first: it is the one that the application's host name leads to.
    private static ImmutableArray<CartridgeEndpoint> EndpointsOf(CartridgeManifest manifest) =>
    [
        .. manifest.Endpoints.OrderBy(endpoint => endpoint == manifest.WebEndpoint ? 0 : 1)
            .Select(endpoint => new CartridgeEndpoint(
                endpoint.Name, endpoint.Port, endpoint.IsWeb ? EndpointProtocol.Http : EndpointProtocol.Tcp)),
    ];

    private static LivenessCheck LivenessOf(Slipway.Cartridges.Manifests.LivenessCheck check) => new()
    {
        Ports = [.. check.Ports],
        HttpPath = check.HttpPath,
        Scripts = [.. check.Scripts.Select(
            script => script.StartsWith('/') ? script : $"{SourceBuilder.ScriptsDirectory}/{script}")],
        Timeout = check.Timeout,
        Interval = check.Interval,
        StartPeriod = check.StartPeriod,
        Failures = check.Failures,
    };
}
