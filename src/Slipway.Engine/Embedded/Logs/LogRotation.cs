using System.Text;
using Slipway.Engine.Embedded.Gears;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Logs;

/// <summary>
/// Rotates the gears' logs: a long one is renamed, and conmon is told through its control fifo to open a new one (no
/// line is lost). Between two checks a gear can write more than the size; conmon itself truncates at
/// <see cref="HardLimit"/>.
/// </summary>
internal sealed class LogRotation : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly EmbeddedEngineOptions _options;
    private readonly Func<IEnumerable<GearDirectory>> _gears;
    private readonly Task _loop;

    public LogRotation(EmbeddedEngineOptions options, Func<IEnumerable<GearDirectory>> gears)
    {
        (_options, _gears) = (options, gears);
        _loop = RunAsync();
    }

    /// <summary>Size at which the monitor restarts the log by itself.</summary>
    public static long HardLimit(EmbeddedEngineOptions options) => options.LogSize * 8;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _loop;
        _closing.Dispose();
    }

    /// <summary>Rotates one log if it is long enough.</summary>
    public static void Rotate(GearDirectory gear, EmbeddedEngineOptions options)
    {
        var log = new FileInfo(gear.Log);
        if (!log.Exists || log.Length < options.LogSize)
            return;
        RotatedFiles.Shift(gear.Log, options.RotatedLogs);
        // Opened for reading and writing: opening for writing would wait for a reader, and the monitor may have ended.
        using var control = new FileStream(gear.Control, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        control.Write(Encoding.ASCII.GetBytes("2 0 0\n"));
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
                foreach (var gear in _gears())
                    TryRotate(gear);
        }
        catch (OperationCanceledException)
        {
        }
    }

    private void TryRotate(GearDirectory gear)
    {
        try
        {
            Rotate(gear, _options);
        }
        catch (IOException)
        {
            // The gear is being removed, or the disk is full: the next round retries.
        }
    }
}
