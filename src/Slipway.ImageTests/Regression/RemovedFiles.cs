using System.Text.RegularExpressions;
using Slipway.Build.Context;

namespace Slipway.ImageTests.Regression;

/// <summary>Files that the new version of an image does not have any more.</summary>
public static partial class RemovedFiles
{
    private const int MaxDifferences = 100;

    /// <summary>What comes and goes with every build: caches, logs, lists of packages, documents.</summary>
    public static readonly IReadOnlyList<string> Usual =
    [
        "tmp/**", "var/tmp/**", "var/cache/**", "var/log/**", "var/lib/apt/lists/**", "var/lib/dpkg/info/**",
        "usr/share/doc/**", "usr/share/man/**",
        "usr/share/locale/**", "usr/share/lintian/**", "**/__pycache__/**", "**/*.dist-info/**", "**/*.egg-info/**",
    ];

    /// <summary>One difference for each file, or for each topmost directory that was removed as a whole.</summary>
    internal static IEnumerable<ImageDifference> Of(
        IReadOnlySet<string> before, IReadOnlySet<string> after, IReadOnlyList<PathPattern> allowed)
    {
        var directories = after.SelectMany(Ancestors).ToHashSet();
        var libraries = after.Select(Library).OfType<string>().ToHashSet();
        var gone = before.Where(file => !after.Contains(file) && !directories.Contains(file))
            .Where(file => !allowed.Any(pattern => pattern.IsMatch(file))
                && (Library(file) is not { } name || !libraries.Contains(name)))
            .GroupBy(file => Ancestors(file).FirstOrDefault(directory =>
                !directories.Contains(directory) && !after.Contains(directory)) ?? file)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        foreach (var group in gone.Take(MaxDifferences))
            yield return Removed(
                group.Count() == 1 ? $"/{group.First()} is gone" : $"/{group.Key}/ is gone with {group.Count()} files");
        if (gone.Count > MaxDifferences)
            yield return Removed($"{gone.Count - MaxDifferences} more files and directories are gone");
    }

    private static ImageDifference Removed(string message) =>
        new(DifferenceKind.RemovedFile, DifferenceSeverity.Error, message);

    /// <summary>The topmost first.</summary>
    private static IEnumerable<string> Ancestors(string file)
    {
        for (var slash = file.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = file.IndexOf('/', slash + 1))
            yield return file[..slash];
    }

    /// <summary>
    /// A shared library up to its major version: a newer <c>libssl.so.3.0.14</c> takes the place of
    /// <c>libssl.so.3.0.11</c>.
    /// </summary>
    private static string? Library(string file) =>
        LibraryName().Match(file) is { Success: true } match ? match.Groups["name"].Value : null;

    [GeneratedRegex(
        @"\A(?<name>.+\.so(?:\.[0-9]+)?)(?:\.[0-9.]+)?\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LibraryName();
}
