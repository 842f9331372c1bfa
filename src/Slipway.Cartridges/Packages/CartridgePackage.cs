using System.Text;
using Slipway.Cartridges.Manifests;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Yaml;

namespace Slipway.Cartridges.Packages;

/// <summary>
/// A cartridge as a directory: <c>manifest.yml</c> (or V2's <c>metadata/manifest.yml</c>), scripts in <c>scripts/</c>,
/// optionally a <c>Dockerfile</c> for its image and a <c>template/</c> for new applications.
/// </summary>
/// <param name="Warnings">Warnings about the manifest.</param>
public sealed record CartridgePackage(CartridgeManifest Manifest, string Directory, IReadOnlyList<YamlProblem> Warnings)
{
    public const string ManifestName = "manifest.yml";

    /// <summary>V2's <c>bin</c> is not used: its scripts follow another contract (setup, control, teardown).</summary>
    public const string ScriptsFolder = "scripts";

    internal static readonly RawPath ScriptsPath = RawPath.Of(ScriptsFolder);

    private static readonly string[] ManifestPlaces = [ManifestName, "manifest.yaml", "metadata/" + ManifestName];

    /// <summary>The directory of the scripts, or null.</summary>
    public string? Scripts => Existing(ScriptsFolder);

    /// <summary>
    /// The directory with the initial content of repositories, when the manifest names one inside the package.
    /// </summary>
    public string? Template => Manifest.Template is { IsInPackage: true } template ? Existing(template.Location) : null;

    /// <summary>The Dockerfile of the cartridge's image, or null when the package does not build it.</summary>
    public string? Dockerfile =>
        File.Exists(Path.Combine(Directory, "Dockerfile")) ? Path.Combine(Directory, "Dockerfile") : null;

    /// <summary>Whether the image factory builds the image: the Dockerfile is a template.</summary>
    public bool IsMadeByFactory => Dockerfile is null && File.Exists(Path.Combine(Directory, "Dockerfile.j2"));

    /// <summary>Reads and checks a package where it is.</summary>
    /// <exception cref="SlipwayException">It is no cartridge, or holds what no cartridge may.</exception>
    /// <exception cref="ManifestException">The manifest has errors.</exception>
    public static CartridgePackage Open(string directory)
    {
        using var root = OpenRoot(directory);
        var text = ManifestPlaces.Select(place => ReadManifest(root, RawPath.Of(place)))
            .FirstOrDefault(found => found is not null)
            ?? throw PackageErrors.Refused(
                $"there is no {ManifestName}",
                $"a cartridge is a directory with {ManifestName} and its scripts below {ScriptsFolder}/");
        var reading = ManifestReadResult.Of(text);
        var package = new CartridgePackage(reading.OrThrow(), directory, [.. reading.Warnings]);
        PackageCheck.Validate(root, package.Manifest);
        return package;
    }

    private static DirectoryHandle OpenRoot(string directory)
    {
        try
        {
            return DirectoryHandle.Open(directory);
        }
        catch (LinuxException e) when (e.Errno is Errno.NotFound or Errno.NotDirectory)
        {
            throw PackageErrors.Refused(
                "there is no such directory", "name a directory, a manifest or an archive", e);
        }
    }

    private static string? ReadManifest(DirectoryHandle root, RawPath path)
    {
        using var parent = root.FindDirectory(path.Parent);
        if (parent?.Find(path.Name) is not { } stat)
            return null;
        if (!stat.IsRegular || stat.Size > 1 << 20)
            throw PackageErrors.Refused(
                $"{path} is {(stat.IsRegular ? "too long" : "no plain file")}", "make it a file of at most 1 MiB");
        using var file = new FileStream(parent.OpenFile(path.Name, OpenFlags.ReadOnly), FileAccess.Read);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private string? Existing(string name) =>
        Path.Combine(Directory, name) is var path && System.IO.Directory.Exists(path) ? path : null;
}
