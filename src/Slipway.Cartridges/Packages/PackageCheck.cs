using Slipway.Cartridges.Manifests;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Cartridges.Packages;

/// <summary>
/// Validates a package: regular files only, few and small scripts, links only inside the template, and every file that
/// its manifest names, in each version.
/// </summary>
internal static class PackageCheck
{
    private const int MaxScripts = 64;
    private const int MaxScriptBytes = 1 << 20;

    public static void Validate(DirectoryHandle root, CartridgeManifest manifest)
    {
        var entries = PackageFiles.Walk(root);
        var versions = manifest.Versions.Select(manifest.ForVersion).ToList();
        var templates = versions.Where(version => version.Template is { IsInPackage: true })
            .Select(version => RawPath.Of(version.Template!.Location)).Distinct().ToList();
        foreach (var (path, stat) in entries)
            ValidateVersion(root, path, stat, templates);
        var scripts = entries.Where(entry => entry.Path.Parent.Equals(CartridgePackage.ScriptsPath))
            .Select(entry => entry.Path.Name.ToString()).ToHashSet();
        if (scripts.Count > MaxScripts)
            throw Refused($"there are {scripts.Count} scripts in scripts/; {MaxScripts} are the most",
                "put what they need into the image");
        foreach (var missing in templates.Where(
            template => !entries.Any(entry => entry.Path.Equals(template) && entry.Stat.IsDirectory)))
            throw Refused(
                $"Template-location names '{Excerpt.Of(missing.ToString())}', which is no directory of the cartridge",
                "add the directory, or write a git address");
        foreach (var missing in versions.SelectMany(version => version.LivenessCheck?.Scripts ?? [])
            .Where(name => !name.StartsWith('/') && !scripts.Contains(name)))
            throw Refused($"Liveness-check names the script '{Excerpt.Of(missing)}', which is not in scripts/",
                "add it, or write an absolute path of the image");
    }

    private static void ValidateVersion(
        DirectoryHandle root, RawPath path, FileStat stat, IReadOnlyList<RawPath> templates)
    {
        var shown = Excerpt.Of(path.ToString());
        if (stat.Kind == FileKind.Symlink
            && !templates.Any(template => path.IsWithin(template) && StaysInside(root, path, template)))
            throw Refused($"{shown} is a link", "put the file itself there; only links inside the template are taken");
        if (stat.Kind is not (FileKind.Symlink or FileKind.Regular or FileKind.Directory))
            throw Refused($"{shown} is no file, directory or link", "remove it");
        if (path.Parent.Equals(CartridgePackage.ScriptsPath) && (stat.IsDirectory || stat.Size > MaxScriptBytes))
            throw Refused($"{shown} is no script", $"have only files of at most {MaxScriptBytes} bytes in scripts/");
    }

    /// <summary>Whether the target of the link, judged by its text alone, is inside the template.</summary>
    private static bool StaysInside(DirectoryHandle root, RawPath path, RawPath template)
    {
        using var parent = root.OpenDirectory(path.Parent);
        var target = parent.ReadLink(path.Name).ToString();
        var depth = path.Parent.ToString()
            .Split('/', StringSplitOptions.RemoveEmptyEntries).Length - template.ToString().Split('/').Length;
        foreach (var part in target.Split('/'))
        {
            depth += part switch { ".." => -1, "" or "." => 0, _ => 1 };
            if (depth < 0)
                return false;
        }
        return !target.StartsWith('/');
    }

    private static SlipwayException Refused(string message, string nextStep) =>
        PackageErrors.Refused(message, nextStep);
}
