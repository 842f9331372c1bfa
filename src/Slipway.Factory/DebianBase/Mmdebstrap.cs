using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Slipway.Linux.Processes;

namespace Slipway.Factory.DebianBase;

/// <summary>Runs mmdebstrap: a minimal Debian as a tar archive.</summary>
internal sealed record Mmdebstrap(
    string Suite, ImmutableArray<AptSource> Sources, ImmutableArray<string> Packages,
    ImmutableArray<string> AptOptions, DateTimeOffset Time)
{
    private const int KeptLines = 20;

    /// <summary>The exit code of unshare(1) when the program does not exist.</summary>
    private const int NotFound = 127;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    /// <param name="directory">A directory of the caller's that becomes <c>TMPDIR</c>.</param>
    /// <returns>The archive's path.</returns>
    public async Task<string> RunAsync(string directory, Func<string, ValueTask> progress, CancellationToken cancel)
    {
        var archive = Path.Combine(directory, "root.tar");
        var list = Path.Combine(directory, "mmdebstrap.list");
        var options = Path.Combine(directory, "apt.conf");
        await File.WriteAllLinesAsync(list, Sources.Select(source => source.Line()), cancel);
        await File.WriteAllLinesAsync(options, AptOptions, cancel);
        using var process = Start(archive, list, options, directory);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        var lastLines = new Queue<string>();
        try
        {
            while (await process.StandardError.ReadLineAsync(limit.Token) is { } line)
            {
                lastLines.Enqueue(line);
                if (lastLines.Count > KeptLines)
                    lastLines.Dequeue();
                if (line.StartsWith("I: ", StringComparison.Ordinal))
                    await progress(line[3..]);
            }
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw new SlipwayException(
                ErrorCode.DebianBase, $"mmdebstrap did not end within {Timeout.TotalMinutes:0} minutes",
                "Check that this machine's apt sources answer.");
        }
        return process.ExitCode == 0 ? archive : throw Failure(process.ExitCode, lastLines);
    }

    private static SlipwayException Failure(int code, IEnumerable<string> lines)
    {
        if (code == NotFound)
            return ToolErrors.Missing("mmdebstrap");
        var cause = lines.LastOrDefault(line => line.StartsWith("E: ", StringComparison.Ordinal) || line.StartsWith(
            "Err:", StringComparison.Ordinal))
            ?? lines.LastOrDefault() ?? "it said nothing";
        return new SlipwayException(
            ErrorCode.DebianBase, $"mmdebstrap ended with {code}: {cause}",
            "Check that `apt-get update` works on this machine and that its disk has 1 GB free.");
    }

    private Process Start(string archive, string list, string options, string directory)
    {
        string[] include = Packages.IsEmpty ? [] : [$"--include={string.Join(',', Packages)}"];
        // In a separate mount namespace: mounts that are left when it fails or is killed vanish with it.
        var start = new ProcessStartInfo(
            "unshare",
            ["--mount", "mmdebstrap", "--variant=minbase", "--mode=root", "--format=tar", $"--aptopt={options}",
                .. include, Suite, archive, list])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["SOURCE_DATE_EPOCH"] = Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        start.Environment["TMPDIR"] = directory;
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            throw ToolErrors.Missing("unshare");
        }
    }
}
