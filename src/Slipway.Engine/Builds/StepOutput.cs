using Microsoft.Win32.SafeHandles;

namespace Slipway.Engine.Builds;

/// <summary>
/// Reads the output of a step from its pipes: line by line to the log or, on request, as bytes to a stream.
/// </summary>
internal sealed class StepOutput(Func<LogLine, ValueTask> log)
{
    private const int BufferSize = 32 << 10;
    private readonly Lock _one = new();

    /// <summary>
    /// Reads on a dedicated thread: reads of pipes block, and many steps would exhaust the thread pool.
    /// </summary>
    internal Task ReadAsync(SafePipeHandle pipe, LogStream stream, Stream? raw) => Task.Factory.StartNew(
        () => Read(pipe, stream, raw), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void Read(SafePipeHandle pipe, LogStream stream, Stream? raw)
    {
        var lines = new LineSplitter();
        var buffer = new byte[BufferSize];
        using var file = new FileStream(
            new SafeFileHandle(pipe.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 0);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            if (raw is not null)
                raw.Write(buffer, 0, read);
            else
                foreach (var line in lines.Feed(buffer.AsMemory(0, read)))
                    Log(stream, line);
        }
        raw?.Flush();
        if (lines.Rest() is { } rest)
            Log(stream, rest);
    }

    private void Log(LogStream stream, string text)
    {
        lock (_one)
            log(new LogLine(DateTimeOffset.UtcNow, stream, text)).AsTask().GetAwaiter().GetResult();
    }
}
