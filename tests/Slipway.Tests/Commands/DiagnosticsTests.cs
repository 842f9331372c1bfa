using Slipway.Diagnostics.Loops;

namespace Slipway.Tests.Commands;

/// <summary>What the command line tells of the server's own failures.</summary>
public sealed class DiagnosticsTests : IAsyncLifetime
{
    private Terminal _terminal = null!;

    public async ValueTask InitializeAsync() => _terminal = await Terminal.OpenAsync();

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    [Fact]
    public async Task Doctor_shows_a_loop_that_fails_to_administrators()
    {
        await using var loop = _terminal.Server.Loops.Start(
            new BackgroundLoopOptions("sweep"), _ => throw new InvalidOperationException("no disk"));
        (await Polling.UntilAsync(() => loop.Status.Failures > 0, TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(10), TimeProvider.System, default)).ShouldBeTrue();

        var shown = (await _terminal.RunAsync("admin", "doctor")).Output;
        shown.ShouldContain("sweep has failed since ");
        shown.ShouldContain("no disk");
        (await _terminal.RunAsync("dev", "doctor")).Output.ShouldNotContain("sweep");
    }

    [Fact]
    public async Task Doctor_says_that_the_loops_go_well_when_they_do() =>
        (await _terminal.RunAsync("admin", "doctor")).Output.ShouldContain("loops go well");

    [Fact]
    public async Task An_error_inside_the_server_is_told_with_the_id_that_its_log_has()
    {
        _terminal.Server.Before = _ => throw new InvalidOperationException("secret detail");
        var failed = await _terminal.RunAsync("admin", "app", "list");
        failed.ExitCode.ShouldBe(ExitCode.Software);
        failed.Errors.ShouldNotContain("secret detail");
        var id = (string)_terminal.Server.Log.Entries.Single(entry => entry.Exception is InvalidOperationException)
            .Scope["requestId"]!;
        failed.Errors.ShouldContain($"request id {id}\n");
    }
}
