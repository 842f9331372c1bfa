using System.Text;
using Slipway.Build.Context;
using Slipway.Linux.Files;

namespace Slipway.SourceToImage;

/// <summary>
/// Removes <c>.git</c> and the files that match <c>.s2iignore</c>, with the syntax of <c>.dockerignore</c> including
/// <c>**</c>.
/// </summary>
internal static class IgnoredFiles
{
    private const string FileName = ".s2iignore";

    public static void Remove(SourceFiles files)
    {
        if (files.Root.Find(RawPath.Of(".git")) is not null)
            files.Remove(RawPath.Of(".git"));
        if (files.Read(FileName, IgnoreRules.MaxFileBytes) is not { } text)
            return;
        var rules = Parse(Encoding.UTF8.GetString(text));
        bool IsIgnored(SourceEntry entry) => rules.Ignores(entry.Path.ToString());
        var entries = files.Walk(enter: entry => rules.HasExceptions || !IsIgnored(entry));
        // Bottom-up, so that an ignored directory is removed only if nothing in it is included again.
        foreach (var entry in entries.Where(IsIgnored).Reverse())
            RemoveOne(files, entry, rules);
    }

    private static void RemoveOne(SourceFiles files, SourceEntry entry, IgnoreRules rules)
    {
        if (!entry.Stat.IsDirectory || !rules.HasExceptions)
        {
            files.Remove(entry.Path);
            return;
        }
        using var parent = files.Root.OpenDirectory(entry.Path.Parent);
        parent.TryRemoveDirectory(entry.Path.Name);
    }

    private static IgnoreRules Parse(string text)
    {
        try
        {
            return IgnoreRules.Parse(text);
        }
        catch (SlipwayException e)
        {
            throw new SourceBuildException(SourcePhase.Prepare,
                $"{FileName}: {e.Message}", "correct the pattern", e);
        }
    }
}
