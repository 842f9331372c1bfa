using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;
using Slipway.Engine.Embedded;
using Slipway.Linux.Cgroups;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Builds;

/// <summary>One run of the OCI runtime as a direct child: its pipes and its exit are those of the step.</summary>
internal sealed class StepProcess(EngineHost host, BuildRootPaths paths, string container)
{
    private readonly Cgroup _cgroup = new(host.BuildCgroup(container));

    /// <summary>
    /// Runs the bundle until it ends or exceeds a limit. No process of the step is left when it returns.
    /// </summary>
    internal async Task<StepResult> RunAsync(BuildStep step, Func<LogLine, ValueTask> log, CancellationToken cancel)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        using var errors = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.None);
        using var input = step.Input is null ? null : new AnonymousPipeServerStream(
            PipeDirection.Out, HandleInheritability.None);
        using var child = Start(output, errors, input);
        var lines = new StepOutput(log);
        Task[] reading =
            [lines.ReadAsync(output.SafePipeHandle, LogStream.Output, step.Output),
                lines.ReadAsync(errors.SafePipeHandle, LogStream.Error, null)];
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var feeding = FeedAsync(step.Input, input, over.Token);
        try
        {
            var end = await WaitAsync(step, child, reading, over.Token);
            await StopAsync(child);
            await Task.WhenAll(reading);
            cancel.ThrowIfCancellationRequested();
            var code = await child.WaitAsync(CancellationToken.None);
            var result = StepEndReason.Of(code, end ?? await FullAtEndAsync(step, cancel), _cgroup, paths.RuntimeLog);
            return result is { Succeeded: false, End: StepEnd.Exited } && DiskSpace.IsExhausted(paths.Upper)
                ? throw FullDisk.Error() : result;
        }
        finally
        {
            await over.CancelAsync();
            await StopAsync(child);
            await feeding;
            _cgroup.Remove();
        }
    }

    /// <summary>
    /// A step that was killed for a limit reports the limit; one that ended between two measurements is measured once
    /// more.
    /// </summary>
    private async Task<StepEnd> FullAtEndAsync(BuildStep step, CancellationToken cancel) =>
        step.Limits.Disk is { } limit && await new DiskUsageMonitor(paths.Upper, limit).IsFullAsync(cancel)
            ? StepEnd.DiskFull
            : StepEnd.Exited;

    private ChildProcess Start(
        AnonymousPipeServerStream output, AnonymousPipeServerStream errors, AnonymousPipeServerStream? input)
    {
        var descriptors = new List<(int, System.Runtime.InteropServices.SafeHandle)>();
        foreach (var (number, pipe) in new[] { (0, input), (1, output), (2, errors) })
        {
            if (pipe is null)
                continue;
            Open(pipe.ClientSafePipeHandle);
            descriptors.Add((number, pipe.ClientSafePipeHandle));
        }
        var child = Spawn.Start(
            [host.Options.Runtime, "--root", paths.RuntimeState, "--log", paths.RuntimeLog,
                "--log-format", "json", "run", "--keep", "--bundle", paths.Bundle, container],
            new SpawnOptions { Descriptors = descriptors });
        foreach (var pipe in new[] { input, output, errors })
            pipe?.DisposeLocalCopyOfClientHandle();
        return child;
    }

    /// <summary>
    /// Programs open /dev/stdout and /dev/stderr by name as their own user, but the pipes belong to the host's root.
    /// </summary>
    private static void Open(SafePipeHandle pipe)
    {
        using var file = new SafeFileHandle(pipe.DangerousGetHandle(), ownsHandle: false);
        File.SetUnixFileMode(file, UnixFileModes.AllReadWrite);
    }

    /// <summary>Waits for the exit or the first exceeded limit. Null: it exited by itself.</summary>
    private async Task<StepEnd?> WaitAsync(BuildStep step, ChildProcess child, Task[] reading, CancellationToken cancel)
    {
        using var settled = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var exit = child.WaitAsync(CancellationToken.None);
        var never = Task.Delay(Timeout.InfiniteTimeSpan, settled.Token);
        var late = step.Timeout is { } timeout ? Task.Delay(timeout, settled.Token) : never;
        var full = step.Limits.Disk is { } limit
            ? new DiskUsageMonitor(paths.Upper, limit).WhenFullAsync(settled.Token) : never;
        var first = await Task.WhenAny([exit, late, full, never, .. reading.Select(one => FaultOf(one, never))]);
        var failed = first.IsFaulted;
        await settled.CancelAsync();
        await Task.WhenAll(late, full, never).ContinueWith(_ => { }, TaskScheduler.Default);
        if (failed)
            await first;
        return first == exit ? null : first == late ? StepEnd.TimedOut
            : first == full ? StepEnd.DiskFull : StepEnd.Exited;
    }

    /// <summary>
    /// Completes only if reading fails: the receiver of the log threw, and nothing would read the step's output any
    /// more.
    /// </summary>
    private static async Task FaultOf(Task reading, Task never)
    {
        await reading;
        await never;
    }

    private async Task StopAsync(ChildProcess child)
    {
        await _cgroup.KillAsync(CancellationToken.None);
        child.Kill(Signal.Kill);
        await child.WaitAsync(CancellationToken.None);
        await _cgroup.KillAsync(CancellationToken.None);
    }

    private static async Task FeedAsync(Stream? source, AnonymousPipeServerStream? pipe, CancellationToken cancel)
    {
        if (source is null || pipe is null)
            return;
        try
        {
            await source.CopyToAsync(pipe, cancel);
        }
        catch (Exception e)
            when (e is IOException or SlipwayException { Code.IsSystem: true } or OperationCanceledException)
        {
            // The step ended without reading all of its input.
        }
        finally
        {
            await pipe.DisposeAsync();
        }
    }
}
