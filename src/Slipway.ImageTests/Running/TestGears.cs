using Slipway.Engine;
using Slipway.Engine.Gears;
using Slipway.ImageTests.Files;
using Slipway.Registry.Content;

namespace Slipway.ImageTests.Running;

/// <summary>The gears of one test, all in one slot; disposing it removes them.</summary>
internal sealed class TestGears(IGearEngine engine, TestScope scope) : IAsyncDisposable
{
    private const int TailLines = 20;
    private static readonly TimeSpan ExitPoll = TimeSpan.FromMilliseconds(20);
    private readonly List<string> _ids = [];

    public IGearEngine Engine => engine;

    /// <summary>Starts a gear beside those of the test that there are.</summary>
    /// <exception cref="SlipwayException">It cannot be started.</exception>
    public async Task<GearState> StartAsync(GearSpec spec, CancellationToken cancel)
    {
        var id = $"imagetest-{Guid.NewGuid():n}";
        var state = await engine.StartAsync(
            spec with { Id = id, Join = _ids.Count > 0 ? _ids[0] : null, Transient = true,
                Limits = scope.Request.Limits.Least(spec.Limits) }, cancel);
        _ids.Add(id);
        return state;
    }

    /// <summary>
    /// An image as a service is to be started: with its own command or another one, and what it is given.
    /// </summary>
    public GearSpec Describe(Image image, ServiceSettings settings, IEnumerable<string> names) => new()
    {
        Id = "",
        Image = image.Digest,
        Command = settings.Command,
        Environment = [.. settings.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
        User = settings.User,
        ReadOnlyRoot = settings.ReadOnlyRoot,
        Hosts = names.ToDictionary(name => name, _ => System.Net.IPAddress.Loopback),
        Files = [.. settings.Files.Select(file => InjectedFiles.One(file.Path, ContentOf(file), file.Mode))],
        Scratch = [.. settings.Volumes.Select((path, index) => new ScratchMount($"{_ids.Count}-{index}", path))],
    };

    /// <summary>Waits until a gear has ended, keeping what it writes.</summary>
    public async Task<(GearExit Exit, IReadOnlyList<LogLine> Lines)> FinishAsync(string gear, CancellationToken cancel)
    {
        var lines = new List<LogLine>();
        var kept = 0;
        await foreach (var line in engine.LogsAsync(gear, null, follow: true, cancel))
            if ((kept += line.Text.Length) <= BoundedOutput.MaxBytes)
                lines.Add(line);
        // The log ends a moment before the exit is known; the test's own timeout bounds the wait.
        GearExit? exit = null;
        await Polling.UntilAsync(
            async limited => (exit = (await RequireAsync(gear, limited)).Exit) is not null, TimeSpan.MaxValue, ExitPoll,
            TimeProvider.System, cancel);
        return (exit!, lines);
    }

    private async Task<GearState> RequireAsync(string gear, CancellationToken cancel) =>
        await engine.FindAsync(gear, cancel) ?? throw new SlipwayException(
            ErrorCode.EngineNotFound, "the gear of the test was removed by somebody else");

    /// <summary>Runs a command in a gear to its end.</summary>
    /// <exception cref="SlipwayException">It cannot be run.</exception>
    public async Task<CommandResult> ExecuteAsync(string gear, IReadOnlyList<string> command, CancellationToken cancel)
    {
        await using var session = await engine.ExecAsync(gear, new ExecSpec { Command = command }, cancel);
        using var output = new BoundedOutput();
        await foreach (var piece in session.ReadAsync(cancel))
            output.Write(piece.Bytes.Span);
        return new CommandResult(await session.WaitAsync(cancel), output.Text);
    }

    /// <summary>The last lines that a gear wrote.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(string gear)
    {
        try
        {
            return await engine.LogsAsync(gear, TailLines, follow: false, CancellationToken.None)
                .Select(line => line.Text).ToListAsync();
        }
        catch (Exception e) when (e is SlipwayException or IOException)
        {
            return [];
        }
    }

    /// <summary>The gear that is the owner of the slot is the last to go.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var id in Enumerable.Reverse(_ids))
        {
            scope.Output.AddAll(await TailAsync(id));
            await engine.RemoveAsync(id, keepSlot: false, CancellationToken.None);
        }
    }

    private byte[] ContentOf(ProvidedFile file) =>
        file.Content is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : scope.Directory.Read(file.Source!);
}
