using System.Collections.Immutable;

namespace Slipway.Factory.Trees;

/// <summary>
/// The files of a directory that belong to its tree: all, or if its settings name directories of images, only these,
/// the files in the root, which templates may include, and the files that the settings name. <c>.git</c> is always
/// excluded.
/// </summary>
public sealed class TreeSelection
{
    private readonly ImmutableArray<string> _wanted;

    internal TreeSelection(FactorySettings settings)
    {
        var named = settings.Directories.Concat(
            settings.Sources.Values.OfType<TreeSource.Directory>().Select(source => source.Path))
            .Append(settings.Override).Append(settings.PackageRepositories).OfType<string>();
        _wanted = [.. named.Select(FactorySettings.Trimmed).Distinct()];
    }

    /// <exception cref="SlipwayException">The directory's settings are refused.</exception>
    public static TreeSelection Of(string root) => new(FactorySettings.Read(root, "tree"));

    /// <param name="path">Relative to the root.</param>
    public bool HasDirectory(string path) =>
        !IsGit(path)
            && (IsWanted(path) || _wanted.Any(wanted => wanted.StartsWith(path + "/", StringComparison.Ordinal)));

    /// <param name="path">Relative to the root.</param>
    public bool HasFile(string path) =>
        !IsGit(path) && (IsWanted(path) || (!path.Contains('/', StringComparison.Ordinal) && !path.StartsWith('.')));

    private bool IsWanted(string path) =>
        _wanted.Any(
            wanted => wanted.Length == 0 || path == wanted || path.StartsWith(wanted + "/", StringComparison.Ordinal));

    private static bool IsGit(string path) => Path.GetFileName(path) == ".git";
}
