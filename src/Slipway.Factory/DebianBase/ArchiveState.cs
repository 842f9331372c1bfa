using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Build.Cache;
using Slipway.Linux.Processes;
using Slipway.Oci;

namespace Slipway.Factory.DebianBase;

/// <summary>
/// The current state of the archives: their signed Release files. The same state gives the same image.
/// </summary>
/// <param name="Time">The newest Release file's date: the image's SOURCE_DATE_EPOCH.</param>
internal sealed partial record ArchiveState(Digest Digest, DateTimeOffset Time)
{
    /// <summary>Hooks of the machine's apt do not apply.</summary>
    private const string NoHooks =
        "#clear APT::Update::Pre-Invoke;\n#clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n";
    private const int MaxReleaseFileBytes = 8 << 20;

    /// <summary>
    /// Fetches only the Release files, with the machine's apt and its configuration; apt verifies their signatures.
    /// </summary>
    /// <param name="directory">An empty directory of the caller's.</param>
    public static async Task<ArchiveState> FetchAsync(
        ImmutableArray<AptSource> sources, string directory, CancellationToken cancel)
    {
        var lists = Directory.CreateDirectory(Path.Combine(directory, "lists", "partial")).Parent!.FullName;
        Directory.CreateDirectory(Path.Combine(directory, "cache", "archives", "partial"));
        var list = Path.Combine(directory, "sources.list");
        await File.WriteAllLinesAsync(list, sources.Select(source => source.Line("target=none ")), cancel);
        var settings = Path.Combine(directory, "apt.conf");
        await File.WriteAllTextAsync(settings, NoHooks, cancel);
        var result = await Tool.RunAsync(
            [
                "apt-get", "update", "--error-on=any", "-q", "-c", settings,
                "-o", $"Dir::State::lists={lists}", "-o", $"Dir::Cache={Path.Combine(directory, "cache")}", "-o",
                $"Dir::Etc::SourceList={list}",
                "-o", "Dir::Etc::SourceParts=/dev/null", "-o", "APT::Sandbox::User=root", "-o", "Acquire::Retries=3",
            ],
            new ToolOptions
            {
                Timeout = TimeSpan.FromMinutes(3),
                Environment = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" },
            },
            cancel);
        if (!result.Succeeded)
            throw new SlipwayException(ErrorCode.DebianBase, $"Debian's archives could not be read: {LastLine(result)}",
                "Check that `apt-get update` works on this machine.");
        return Read(lists);
    }

    private static ArchiveState Read(string lists)
    {
        using var key = new CacheKey("debian archive state");
        var newest = DateTimeOffset.MinValue;
        var files = Directory.GetFiles(lists, "*Release").Order(StringComparer.Ordinal).ToList();
        foreach (var file in files.Where(file => new FileInfo(file).Length <= MaxReleaseFileBytes))
        {
            var text = File.ReadAllText(file);
            if (Date().Match(text) is not { Success: true } match
                || !DateTimeOffset.TryParse(
                    match.Groups["date"].Value.Replace("UTC", "+00:00", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture, out var date))
                throw new SlipwayException(
                    ErrorCode.DebianBase,
                    $"the Release file {Path.GetFileName(file)} has no date", "Check the archive that it comes from.");
            key.Add(Path.GetFileName(file)).Add(text);
            newest = date > newest ? date : newest;
        }
        return files.Count > 0
            ? new ArchiveState(key.Seal(), newest.ToUniversalTime())
            : throw new SlipwayException(
                ErrorCode.DebianBase,
                "apt fetched no Release file", "Check that `apt-get update` works on this machine.");
    }

    private static string LastLine(ToolResult result) =>
        (result.Errors + result.Output)
            .Split('\n').LastOrDefault(line => line.StartsWith("E:", StringComparison.Ordinal))
            ?? $"apt-get ended with {result.ExitCode}";

    [GeneratedRegex(@"^Date: (?<date>[^\r\n]{1,64})",
        RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Date();
}
