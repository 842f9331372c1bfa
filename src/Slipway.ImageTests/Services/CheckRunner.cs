using System.Text;
using Slipway.Engine;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;
using Slipway.ImageTests.Services.OpenApi;

namespace Slipway.ImageTests.Services;

/// <summary>
/// Makes checks on what runs; each gives sentences of what was expected and what was seen, none when it is
/// as it should be.
/// </summary>
internal sealed class CheckRunner(TestScope scope, IServiceTarget target)
{
    public async Task RunAllAsync(IReadOnlyList<ServiceCheck> checks, CaseRecorder recorder, CancellationToken cancel)
    {
        foreach (var check in checks)
        {
            var failures = await FailuresAsync(check, cancel);
            await recorder.NoteAsync(CaseOutcome.Of(failures, failures.Count > 0 ? await target.TailAsync() : []));
        }
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(ServiceCheck check, CancellationToken cancel)
    {
        try
        {
            return check switch
            {
                PortCheck port => await PortAsync(port.Port, cancel),
                NotRootCheck => await NotRootAsync(cancel),
                TlsCheck tls => await new TlsProbe(target, scope).FailuresAsync(tls, cancel),
                HttpCheck http => await HttpAsync(http, cancel),
                OpenApiCheck document => await new OpenApiProbe(target, scope).FailuresAsync(document, cancel),
                ConfigurationCheck { Http: { } http } =>
                    await target.RetryWindow.RetryUntilSuccessAsync(() => HttpAsync(http, cancel), cancel),
                ConfigurationCheck configuration =>
                    await target.RetryWindow.RetryUntilSuccessAsync(() => ShownAsync(configuration, cancel), cancel),
                _ => [$"{check.Label} cannot be checked"],
            };
        }
        catch (Exception e) when (e is SlipwayException or IOException)
        {
            return [e.Message];
        }
    }

    private async Task<IReadOnlyList<string>> PortAsync(int port, CancellationToken cancel)
    {
        if (await target.RefusalAsync(port, cancel) is not { } refusal)
            return [];
        var listening = await target.ListeningAsync(cancel);
        return [$"port {port}: expected to accept connections at the {target.Noun}'s address, seen: {refusal}; "
            + (listening.Count == 0
                ? "nothing listens"
                : $"the {target.Noun} listens on {string.Join(", ", listening)}")];
    }

    private async Task<IReadOnlyList<string>> NotRootAsync(CancellationToken cancel)
    {
        var roots = await target.RootsAsync(cancel);
        return roots.Count == 0
            ? []
            : [$"expected no process to be root, seen as root: {string.Join(", ", roots)}; give the image a USER"];
    }

    private async Task<IReadOnlyList<string>> HttpAsync(HttpCheck check, CancellationToken cancel)
    {
        var answer = await new HttpProbe(target).SendAsync(check, cancel);
        return
        [
            .. answer.Status == check.Status ? Array.Empty<string>()
                : [$"{check.Label}: expected status {check.Status}, seen {answer.Status} with " +
                    $"{TextChecks.Show(answer.Text)}"],
            .. check.ExpectedHeaders.SelectMany(header => Header(check, header, answer)),
            .. answer.Text.Against(check.Contents, $"{check.Label}: body"),
        ];
    }

    private static IEnumerable<string> Header(HttpCheck check, Variable expected, HttpResponse answer)
    {
        if (!answer.Headers.TryGetValue(expected.Key, out var seen))
            yield return $"{check.Label}: expected header {expected.Key}, it is not there";
        else if (!expected.Fits(seen))
            yield return $"{check.Label}: header {expected.Key}: expected {expected.Expected()}, " +
                $"seen '{TextChecks.Show(seen)}'";
    }

    private async Task<IReadOnlyList<string>> ShownAsync(ConfigurationCheck check, CancellationToken cancel)
    {
        var what = check.File ?? $"command {TextChecks.Quote(check.Command)}";
        try
        {
            if (check.File is { } file)
                return [.. Encoding.UTF8.GetString(await target.ReadFileAsync(check.Container, file, cancel))
                    .Against(check.Contents, what)];
            var (code, output) = await target.ExecuteAsync(check.Container, check.Command!, cancel);
            return code == 0
                ? [.. output.Against(check.Contents, what)]
                : [$"{what}: expected exit code 0, seen {code} with {TextChecks.Show(output)}"];
        }
        catch (Exception e) when (e is IOException or SlipwayException { Code.IsEngine: false })
        {
            return [$"{what}: expected {(check.File is null ? "to be run" : "a file to read")}, seen: {e.Message}"];
        }
    }
}
