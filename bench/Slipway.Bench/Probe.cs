namespace Slipway.Bench;

/// <summary>A fifo that the started program writes to: the moment the first byte comes is the moment it runs.</summary>
internal static class Probe
{
    /// <summary>The program, for a root with busybox and the fifo's directory at <c>/signal</c>.</summary>
    public static readonly IReadOnlyList<string> Command = ["/bin/sh", "-c", "echo > /signal/fifo; exec sleep 1000"];

    public static Task ListenAsync(string fifo) => Task.Factory.StartNew(() =>
    {
        using var stream = new FileStream(fifo, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1);
        stream.ReadByte();
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
