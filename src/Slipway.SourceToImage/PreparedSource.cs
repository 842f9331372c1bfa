using System.Text;
using Slipway.Build;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>The prepared source of a build: without ignored files, with its build settings read.</summary>
internal sealed record PreparedSource(SourceFiles Files, IReadOnlyList<SourceEntry> Entries, Digest Digest)
{
    public IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public static PreparedSource Read(SourceFiles files)
    {
        IgnoredFiles.Remove(files);
        var entries = files.Walk();
        var odd = entries.Where(
            entry => entry.Stat.Kind is not (FileKind.Regular or FileKind.Directory or FileKind.Symlink)).ToList();
        foreach (var entry in odd)
            files.Remove(entry.Path);
        entries.RemoveAll(odd.Contains);
        var text = files.Read(".s2i/environment", EnvironmentFile.MaxFileBytes);
        var (variables, warnings) = EnvironmentFile.Parse(Encoding.UTF8.GetString(text ?? []));
        return new PreparedSource(files, entries, files.DigestOf(entries))
        {
            Variables = variables,
            Warnings = [.. warnings, .. odd.Select(
                entry => $"{Excerpt.Of(entry.Path.ToString())} is no file, directory or link and was left out")],
        };
    }
}
