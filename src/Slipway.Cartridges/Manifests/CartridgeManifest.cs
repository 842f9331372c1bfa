namespace Slipway.Cartridges.Manifests;

/// <summary>
/// A cartridge manifest of version 3: V2's descriptive and dependency fields, without those that write-once gears make
/// meaningless (PEP 010, "Changes to manifest.yml"), with the image, template, storage and liveness fields it adds.
/// Versions are texts: <c>0.10</c> is not <c>0.1</c>.
/// </summary>
public sealed record CartridgeManifest
{
    /// <summary>At most 32 of <c>[a-z0-9._-]</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Names the cartridge in environment variables: <c>OPENSHIFT_{short name}_…</c>, in upper case.</summary>
    public required string ShortName { get; init; }

    /// <summary>The version this manifest describes; at first the default one.</summary>
    public required string Version { get; init; }

    /// <summary>All versions that are offered, the default first.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>
    /// The manifests of those versions that differ by more than the version, complete. See <see cref="ForVersion"/>.
    /// </summary>
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

    /// <summary>Title to address.</summary>
    public IReadOnlyDictionary<string, string> HelpTopics { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<CartridgeDatum> CartridgeData { get; init; } = [];

    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    public IReadOnlyList<Connector> Publishes { get; init; } = [];

    public IReadOnlyList<Connector> Subscribes { get; init; } = [];

    public IReadOnlyList<Reservation> Reservations { get; init; } = [];

    public Scaling Scaling { get; init; } = new();

    /// <summary>The image to use when a build names none (<c>Image-name</c>).</summary>
    public string? ImageName { get; init; }

    /// <summary>What a new application's repository begins with.</summary>
    public TemplateLocation? Template { get; init; }

    /// <summary>Absolute path of the volume that outlives gears; null keeps no state.</summary>
    public string? StoragePath { get; init; }

    public LivenessCheck? LivenessCheck { get; init; }

    /// <summary>
    /// Names or globs of the source's files that decide about dependencies (<c>package.json</c>); what they install is
    /// a layer of its own.
    /// </summary>
    public IReadOnlyList<string> DependencyFiles { get; init; } = [];

    /// <summary>Whether a build may reuse what the previous artifact's <c>save-artifacts</c> hands on.</summary>
    public bool ReuseArtifacts { get; init; } = true;

    /// <summary>
    /// Absolute path where a binary (built elsewhere, <c>--binary</c>) is placed; a trailing slash means a directory.
    /// </summary>
    public string? BinaryPath { get; init; }

    public CartridgeReference Reference => new(Name, Version);

    /// <summary>The first endpoint that speaks HTTP, or null.</summary>
    public Endpoint? WebEndpoint =>
        Endpoints.FirstOrDefault(endpoint => endpoint.IsPrimary && endpoint.IsWeb)
            ?? Endpoints.FirstOrDefault(endpoint => endpoint.IsWeb);

    /// <summary>The manifest of one of <see cref="Versions"/>, its overrides applied.</summary>
    /// <exception cref="ArgumentException">The version is not offered.</exception>
    public CartridgeManifest ForVersion(string version) =>
        VersionOverrides.TryGetValue(version, out var overridden) ? overridden
        : Versions.Contains(version)
        ? this with { Version = version, VersionOverrides = new Dictionary<string, CartridgeManifest>() }
        : throw new ArgumentException(
            $"cartridge {Name} offers {string.Join(", ", Versions)}, not {Excerpt.Of(version)}", nameof(version));

    /// <exception cref="ManifestException">The text is no manifest; all its errors are listed.</exception>
    public static CartridgeManifest Parse(string yaml) => ManifestReadResult.Of(yaml).OrThrow();

    /// <summary>The manifest as canonical YAML, which reads as the same manifest again.</summary>
    public string ToYaml() => ManifestWriter.Write(this);
}
