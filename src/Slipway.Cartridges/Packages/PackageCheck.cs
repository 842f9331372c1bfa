using Slipway.Cartridges.Manifests;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Cartridges.Packages;

/// <summary>What a package may hold: plain files, few and small scripts, links only inside its template, and what its manifest names.</summary>
internal static class PackageCheck
{
    private const int MostEntries = 20_000;
    private const int MostScripts = 64;
    private const int LongestScript = 1 << 20;
    private static readonly RawPath Scripts = RawPath.Of(CartridgePackage.ScriptsFolder);

    public static void Demand(DirectoryHandle root, CartridgeManifest manifest)
    {
        var template = manifest.Template is { IsInPackage: true } place ? RawPath.Of(place.Location) : default;
        var entries = PackageFiles.Walk(root, MostEntries);
        foreach (var (path, stat) in entries)
            DemandOne(root, path, stat, template);
        var scripts = entries.Where(entry => entry.Path.Parent.Equals(Scripts)).ToList();
        if (scripts.Count > MostScripts)
            throw Refused($"there are {scripts.Count} scripts in scripts/; {MostScripts} are the most", "put what they need into the image");
        if (!template.IsEmpty && !entries.Any(entry => entry.Path.Equals(template) && entry.Stat.IsDirectory))
            throw Refused($"Template-location names '{Excerpt.Of(template.ToString())}', which is no directory of the cartridge", "add the directory, or write a git address");
        foreach (var missing in (manifest.LivenessCheck?.Scripts ?? []).Where(name => !name.StartsWith('/') && scripts.All(script => script.Path.Name.ToString() != name)))
            throw Refused($"Liveness-check names the script '{Excerpt.Of(missing)}', which is not in scripts/", "add it, or write an absolute path of the image");
    }

    private static void DemandOne(DirectoryHandle root, RawPath path, FileStat stat, RawPath template)
    {
        var inTemplate = !template.IsEmpty && path.IsWithin(template);
        var shown = Excerpt.Of(path.ToString());
        if (stat.Kind == FileKind.Symlink && !(inTemplate && StaysInside(root, path, template)))
            throw Refused($"{shown} is a link", "put the file itself there; only links inside the template are taken");
        if (stat.Kind is not (FileKind.Symlink or FileKind.Regular or FileKind.Directory))
            throw Refused($"{shown} is no file, directory or link", "remove it");
        if (path.Parent.Equals(Scripts) && (stat.IsDirectory || stat.Size > LongestScript))
            throw Refused($"{shown} is no script", $"have only files of at most {LongestScript} bytes in scripts/");
    }

    /// <summary>Whether the link's target, by its text alone, is in the template.</summary>
    private static bool StaysInside(DirectoryHandle root, RawPath path, RawPath template)
    {
        using var parent = root.OpenDirectory(path.Parent);
        var target = parent.ReadLink(path.Name).ToString();
        var depth = path.Parent.ToString().Split('/', StringSplitOptions.RemoveEmptyEntries).Length - template.ToString().Split('/').Length;
        foreach (var part in target.Split('/'))
        {
            depth += part switch { ".." => -1, "" or "." => 0, _ => 1 };
            if (depth < 0)
                return false;
        }
        return !target.StartsWith('/');
    }

    private static CartridgePackageException Refused(string message, string nextStep) => new(message, nextStep);
}
