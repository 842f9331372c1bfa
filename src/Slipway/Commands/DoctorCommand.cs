using System.CommandLine;
using Slipway.Client;
using Slipway.Doctor;
using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Checks this machine and prints the command that fixes what is missing. Needs no server.</summary>
internal static class DoctorCommand
{
    private const long LittleSpace = 5L << 30;

    public static Command Create() =>
        Verb.Local("doctor", "Checks this machine and the server, and prints how to fix what is missing", [], RunAsync);

    private static async Task<int> RunAsync(ParseResult arguments, Output output, CancellationToken cancel)
    {
        List<Finding> findings =
        [
            Environment.IsPrivilegedProcess
                ? new Finding("rights", FindingStatus.Fine, "root")
                : new Finding("rights", FindingStatus.Warning, "not root: this user cannot run a server",
                    "use sudo for `slipway server`"),
            await PackageCheck.RunAsync(cancel),
            .. KernelChecks.Run(),
            await KernelChecks.FirewallAsync(cancel),
            DiskSpace(),
            .. await ServerAsync(cancel),
        ];
        output.Show<IReadOnlyList<Finding>>(findings, DoctorJson.Default.IReadOnlyListFinding, Print);
        return findings.Any(finding => finding.Verdict == FindingStatus.Failure)
            ? ExitCode.Unavailable
            : ExitCode.Success;
    }

    private static void Print(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            Console.Out.WriteLine($"{Mark(finding.Verdict)} {finding.Subject + ":",-17}{finding.Detail}");
            if (finding.NextStep is { } nextStep && finding.Verdict != FindingStatus.Fine)
                Console.Out.WriteLine($"       next: {nextStep}");
        }
    }

    private static string Mark(FindingStatus status) =>
        status switch { FindingStatus.Fine => "ok   ", FindingStatus.Warning => "warn ", _ => "FAIL " };

    private static Finding DiskSpace()
    {
        var free = new DriveInfo("/var/lib").AvailableFreeSpace;
        return free > LittleSpace
            ? new Finding("disk", FindingStatus.Fine, $"{HumanReadable.Bytes(free)} free")
            : new Finding("disk", FindingStatus.Warning,
                $"only {HumanReadable.Bytes(free)} free",
                "free some space, or use another data directory with --data");
    }

    private static async Task<IReadOnlyList<Finding>> ServerAsync(CancellationToken cancel)
    {
        try
        {
            using var api = new ApiClient(Credentials.Load());
            var server = await api.GetAsync("server", ApiJson.Default.ServerResource, cancel);
            var finding = new Finding("server", FindingStatus.Fine,
                $"{api.Credentials.Url} answers, version {server.Version}; applications at {server.EdgeUrl}");
            return [finding, .. await LoopCheck.RunAsync(api, cancel)];
        }
        catch (SlipwayException e)
        {
            return [new Finding("server", FindingStatus.Warning, e.Message, e.NextStep)];
        }
    }
}
