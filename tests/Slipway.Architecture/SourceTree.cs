using System.Runtime.CompilerServices;

namespace Slipway.Architecture;

/// <summary>The checkout that these tests were built from.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    /// <summary>The hand-written C# files of src, bench, fuzz and tests.</summary>
    public static IEnumerable<string> Files(params string[] folders) => folders
        .Select(folder => Path.Combine(Root, folder))
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains(
            "/bin/", StringComparison.Ordinal));

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
