using System.Text;
using Slipway.Build.Factory.Testing.Files;
using Slipway.Build.Factory.Testing.Running;
using Slipway.Build.Factory.Testing.Services.OpenApi;
using Slipway.Engine;
using Slipway.Engine.Gears;

namespace Slipway.Build.Factory.Testing.Services;

/// <summary>Makes checks on what runs; each gives sentences of what was expected and what was seen, none when it is as it should be.</summary>
internal sealed class CheckRun(TestGears gears, TestScope scope, ServiceTarget target)
{
    public async Task RunAllAsync(IReadOnlyList<ServiceCheck> checks, CaseRecorder recorder, CancellationToken cancel)
    {
        foreach (var check in checks)
        {
            var failures = await FailuresAsync(check, cancel);
            var lines = failures.Count > 0 && target.Gear(null) is { } gear ? await gears.TailAsync(gear.Id) : [];
            await recorder.NoteAsync(CaseOutcome.Of(failures, lines));
        }
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(ServiceCheck check, CancellationToken cancel)
    {
        try
        {
            return check switch
            {
                PortCheck port => await PortAsync(port.Port, cancel),
                NotRootCheck => NotRoot(),
                TlsCheck tls => await new TlsProbe(target, scope).FailuresAsync(tls, cancel),
                HttpCheck http => await HttpAsync(http, cancel),
                OpenApiCheck document => await new OpenApiProbe(target, scope).FailuresAsync(document, cancel),
                ConfigurationCheck { Http: { } http } => await target.Patience.UntilGoodAsync(() => HttpAsync(http, cancel), cancel),
                ConfigurationCheck configuration => await target.Patience.UntilGoodAsync(() => ShownAsync(configuration, cancel), cancel),
                _ => [$"{check.Label} cannot be checked"],
            };
        }
        catch (Exception e) when (e is EngineException or IOException or FormatException)
        {
            return [e.Message];
        }
    }

    private async Task<IReadOnlyList<string>> PortAsync(int port, CancellationToken cancel)
    {
        if (await target.RefusalAsync(port, cancel) is not { } refusal)
            return [];
        var listening = target.Gear(null)?.Pid is { } pid ? GearProcesses.Listening(pid) : [];
        return [$"port {port}: expected to accept connections at the gear's address, seen: {refusal}; "
            + (listening.Count == 0 ? "nothing listens" : $"the gear listens on {string.Join(", ", listening)}")];
    }

    private IReadOnlyList<string> NotRoot()
    {
        if (target.Gear(null)?.Pid is not { } pid)
            return ["expected running processes, the gear has ended"];
        var roots = GearProcesses.Roots(pid);
        return roots.Count == 0 ? [] : [$"expected no process to be root, seen as root: {string.Join(", ", roots)}; give the image a USER"];
    }

    private async Task<IReadOnlyList<string>> HttpAsync(HttpCheck check, CancellationToken cancel)
    {
        var answer = await new HttpProbe(target).AskAsync(check, cancel);
        return
        [
            .. answer.Status == check.Status ? Array.Empty<string>()
                : [$"{check.Label}: expected status {check.Status}, seen {answer.Status} with {Texts.Show(answer.Text)}"],
            .. check.ExpectedHeaders.SelectMany(header => Header(check, header, answer)),
            .. answer.Text.Against(check.Contents, $"{check.Label}: body"),
        ];
    }

    private static IEnumerable<string> Header(HttpCheck check, Variable expected, HttpAnswer answer)
    {
        if (!answer.Headers.TryGetValue(expected.Key, out var seen))
            yield return $"{check.Label}: expected header {expected.Key}, it is not there";
        else if (!expected.Fits(seen))
            yield return $"{check.Label}: header {expected.Key}: expected {expected.Expected()}, seen '{Texts.Show(seen)}'";
    }

    private async Task<IReadOnlyList<string>> ShownAsync(ConfigurationCheck check, CancellationToken cancel)
    {
        if (target.Gear(check.Container) is not { } gear)
            return [$"there is no container '{check.Container}'"];
        if (await gears.Engine.FindAsync(gear.Id, cancel) is not { Phase: GearPhase.Running, Pid: { } pid })
            return ["expected the gear to run, it has ended"];
        return check.File is { } file ? FileShows(pid, file, check.Contents) : await CommandShowsAsync(gear.Id, check, cancel);
    }

    private static IReadOnlyList<string> FileShows(int pid, string file, Expectations expectations)
    {
        using var tree = new TreeReader($"/proc/{pid}/root");
        return tree.Read(file, out var problem) is { } bytes
            ? [.. Encoding.UTF8.GetString(bytes).Against(expectations, file)]
            : [$"{file}: expected a file to read, seen: {problem}"];
    }

    private async Task<IReadOnlyList<string>> CommandShowsAsync(string gear, ConfigurationCheck check, CancellationToken cancel)
    {
        var what = $"command {Texts.Quote(check.Command)}";
        await using var session = await gears.Engine.ExecAsync(gear, new ExecSpec { Command = check.Command! }, cancel);
        using var output = new BoundedOutput();
        await foreach (var piece in session.ReadAsync(cancel))
            output.Write(piece.Bytes.Span);
        var code = await session.WaitAsync(cancel);
        return code == 0 ? [.. output.Text.Against(check.Contents, what)] : [$"{what}: expected exit code 0, seen {code} with {Texts.Show(output.Text)}"];
    }
}
