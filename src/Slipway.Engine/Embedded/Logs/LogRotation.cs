using System.Text;
using Slipway.Diagnostics.Loops;
using Slipway.Engine.Embedded.Gears;
using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded.Logs;

/// <summary>
/// Rotates the gears' logs: a long one is renamed, and conmon is told through its control fifo to open a new one (no
/// line is lost). Between two checks a gear can write more than the size; conmon itself truncates at
/// <see cref="EmbeddedEngineOptions.LogHardLimit"/>.
/// </summary>
internal sealed class LogRotation : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly EmbeddedEngineOptions _options;
    private readonly BackgroundLoop _loop;

    public LogRotation(EmbeddedEngineOptions options, Func<IEnumerable<GearDirectory>> gears)
    {
        _options = options;
        _loop = options.Loops.Start(new BackgroundLoopOptions("log rotation") { Interval = Interval }, async round =>
        {
            foreach (var gear in gears())
                await round.TryAsync(gear.Id, _ =>
                {
                    TryRotate(gear);
                    return Task.CompletedTask;
                });
        });
    }

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

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

    private void TryRotate(GearDirectory gear)
    {
        try
        {
            Rotate(gear, _options);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The gear is just being removed.
        }
    }
}
