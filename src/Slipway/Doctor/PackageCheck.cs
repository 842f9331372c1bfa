using Slipway.Linux.Processes;

namespace Slipway.Doctor;

/// <summary>
/// Checks whether the Debian packages of a server are installed, and prints the command that installs missing ones.
/// </summary>
internal static class PackageCheck
{
    public static async Task<Finding> RunAsync(CancellationToken cancel)
    {
        var wanted = Wanted();
        var query = await Tool.RunAsync(
            ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", .. wanted], cancel: cancel);
        var installed = query.Output.Split('\n').Where(line => line.EndsWith(" installed", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]).ToHashSet();
        var missing = wanted.Where(package => !installed.Contains(package)).ToList();
        return missing.Count == 0
            ? new Finding("packages", FindingStatus.Fine, $"all {wanted.Count} are installed")
            : new Finding("packages", FindingStatus.Failure, $"missing: {string.Join(' ', missing)}",
                $"apt-get install --no-install-recommends {string.Join(' ', missing)}");
    }

    /// <summary>The list of the set-up scripts, embedded in the program.</summary>
    private static List<string> Wanted()
    {
        using var reader = new StreamReader(typeof(PackageCheck).Assembly.GetManifestResourceStream("packages-run")!);
        return [
            .. reader.ReadToEnd().Split('\n').Select(line => line.Split('#')[0].Trim()).Where(line => line.Length > 0)];
    }
}
