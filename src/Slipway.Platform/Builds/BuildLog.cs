using System.Globalization;
using Slipway.Engine;
using Slipway.Platform.Operations;

namespace Slipway.Platform.Builds;

/// <summary>The log of one build: a bounded file, and lines for the watchers of its operation.</summary>
public sealed class BuildLog : IAsyncDisposable
{
    private const long MaxFileBytes = 16 << 20;
    private readonly OperationContext _run;
    private readonly TimeProvider _time;
    private readonly StreamWriter _file;
    private readonly List<PhaseTime> _phases = [];
    private string? _phase;
    private long _written;
    private long _began;

    internal BuildLog(OperationContext run, string path, TimeProvider time) =>
        (_run, _time, _file) = (run, time, Open(path));

    public string? Phase => _phase;

    /// <summary>How long each phase took, up to now.</summary>
    public IReadOnlyList<PhaseTime> Phases =>
        _phase is null ? _phases : [.. _phases, new PhaseTime(_phase, _time.GetElapsedTime(_began))];

    public async ValueTask PhaseAsync(string phase, CancellationToken cancel)
    {
        if (_phase is not null)
            _phases.Add(new PhaseTime(_phase, _time.GetElapsedTime(_began)));
        (_phase, _began) = (phase, _time.GetTimestamp());
        await _run.ReportProgressAsync(phase, cancel);
        await WriteAsync($"--- {phase}", cancel);
    }

    public async ValueTask LineAsync(LogLine line, CancellationToken cancel)
    {
        await _run.EmitAsync(OperationEventKind.Log, line.Text, cancel);
        await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{line.Time:HH:mm:ss.fff} {line.Text}"), cancel);
    }

    public async ValueTask DisposeAsync() => await _file.DisposeAsync();

    private async Task WriteAsync(string text, CancellationToken cancel)
    {
        if (_written > MaxFileBytes)
            return;
        _written += text.Length + 1;
        await _file.WriteLineAsync(
            (_written > MaxFileBytes ? "--- the log is cut here: it is too long" : text).AsMemory(), cancel);
        await _file.FlushAsync(cancel);
    }

    private static StreamWriter Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return new StreamWriter(path, append: false);
    }
}
