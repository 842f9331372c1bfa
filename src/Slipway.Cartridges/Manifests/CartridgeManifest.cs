namespace Slipway.Cartridges.Manifests;

/// <summary>
/// A cartridge manifest of version 3: V2's descriptive and dependency fields, without those that are meaningless for
/// write-once gears (PEP 010, "Changes to manifest.yml"), plus the new image, template, storage and readiness fields.
/// Versions are strings: <c>0.10</c> is not <c>0.1</c>.
/// </summary>
public sealed record CartridgeManifest
{
    /// <summary>At most 32 of <c>[a-z0-9._-]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The cartridge's name in environment variables: <c>OPENSHIFT_{short name}_…</c>, in upper case.
    /// </summary>
    public required string ShortName { get; init; }

    /// <summary>The version that this manifest describes; initially the default version.</summary>
    public required string Version { get; init; }

    /// <summary>All offered versions, the default first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>The complete manifests of versions that have overrides. See <see cref="ForVersion"/>.</summary>
    public IReadOnlyDictionary<string, CartridgeManifest> VersionOverrides { get; init; } =
        new Dictionary<string, CartridgeManifest>();

    /// <summary>The version of the packaging, not of the software.</summary>
    public string? CartridgeVersion { get; init; }

    public string? CartridgeVendor { get; init; }

    public string? DisplayName { get; init; }

    public string? Description { get; init; }

    public string? Vendor { get; init; }

    public string? License { get; init; }

    public string? LicenseUrl { get; init; }

    public string? Website { get; init; }

    public string? Architecture { get; init; }

    public bool Obsolete { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Provides { get; init; } = [];

    public IReadOnlyList<Requirement> Requires { get; init; } = [];

    public IReadOnlyList<string> Conflicts { get; init; } = [];

    public IReadOnlyList<string> Suggests { get; init; } = [];

    public IReadOnlyList<string> NativeRequires { get; init; } = [];

    /// <summary>Titles and URLs.</summary>
    public IReadOnlyDictionary<string, string> HelpTopics { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<CartridgeDatum> CartridgeData { get; init; } = [];

    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    public IReadOnlyList<Connector> Publishes { get; init; } = [];

    public IReadOnlyList<Connector> Subscribes { get; init; } = [];

    public IReadOnlyList<Reservation> Reservations { get; init; } = [];

    public Scaling Scaling { get; init; } = new();

    /// <summary>The builder image, unless a build names another (<c>Image-name</c>).</summary>
    public string? ImageName { get; init; }

    /// <summary>The initial content of a new application's repository.</summary>
    public TemplateLocation? Template { get; init; }

    /// <summary>Absolute mount path of the volume that outlives gears; null for stateless cartridges.</summary>
    public string? StoragePath { get; init; }

    public LivenessCheck? LivenessCheck { get; init; }

    /// <summary>
    /// Names or globs of source files that define dependencies (<c>package.json</c>); installed dependencies are a
    /// separate layer.
    /// </summary>
    public IReadOnlyList<string> DependencyFiles { get; init; } = [];

    /// <summary>Whether a build may reuse the output of the previous artifact's <c>save-artifacts</c>.</summary>
    public bool ReuseArtifacts { get; init; } = true;

    /// <summary>Absolute path for a prebuilt binary (<c>--binary</c>); a trailing slash means a directory.</summary>
    public string? BinaryPath { get; init; }

    public CartridgeReference Reference => new(Name, Version);

    /// <summary>The first web endpoint, or null.</summary>
    public Endpoint? WebEndpoint =>
        Endpoints.FirstOrDefault(endpoint => endpoint.IsPrimary && endpoint.IsWeb)
            ?? Endpoints.FirstOrDefault(endpoint => endpoint.IsWeb);

    /// <summary>The manifest of one of <see cref="Versions"/>, with its overrides applied.</summary>
    /// <exception cref="ArgumentException">The version is not offered.</exception>
    public CartridgeManifest ForVersion(string version) =>
        VersionOverrides.TryGetValue(version, out var overridden) ? overridden
        : Versions.Contains(version)
        ? this with { Version = version, VersionOverrides = new Dictionary<string, CartridgeManifest>() }
        : throw new ArgumentException(
            $"cartridge {Name} offers {string.Join(", ", Versions)}, not {Excerpt.Of(version)}", nameof(version));

    /// <exception cref="ManifestException">The text is not a valid manifest; all errors are listed.</exception>
    public static CartridgeManifest Parse(string yaml) => ManifestReadResult.Of(yaml).OrThrow();

    /// <summary>The manifest as canonical YAML; parsing it gives the same manifest.</summary>
    public string ToYaml() => ManifestWriter.Write(this);
}
