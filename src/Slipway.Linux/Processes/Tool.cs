using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Slipway.Linux.Processes;

/// <summary>Runs a program by its argument vector, with limits on time and output. Never through a shell.</summary>
public static class Tool
{
    private const int MaxCapturedBytes = 1 << 20;

    /// <summary>
    /// Runs a program until it ends. A non-zero exit code is a result; see <see cref="ToolResult.OrThrow"/>.
    /// </summary>
    /// <exception cref="SlipwayException">The program is not installed, or it ran longer than allowed and was killed
    /// with its children.</exception>
    public static async Task<ToolResult> RunAsync(
        IReadOnlyList<string> command, ToolOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new ToolOptions();
        using var process = Start(command, options);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            var output = CaptureAsync(process.StandardOutput.BaseStream, limit.Token);
            var errors = CaptureAsync(process.StandardError.BaseStream, limit.Token);
            await FeedAsync(process, options.Input, limit.Token);
            await Task.WhenAll(output, errors, process.WaitForExitAsync(limit.Token));
            return new ToolResult(command, process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancel.ThrowIfCancellationRequested();
            throw ToolErrors.Hanging(command[0], options.Timeout);
        }
    }

    private static Process Start(IReadOnlyList<string> command, ToolOptions options)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "/",
        };
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e) when (e.NativeErrorCode == (int)Errno.NotFound)
        {
            throw ToolErrors.Missing(command[0]);
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancel)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancel);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code says why.
        }
    }

    private static async Task<string> CaptureAsync(Stream stream, CancellationToken cancel)
    {
        var captured = new MemoryStream();
        var buffer = new byte[8192];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            captured.Write(buffer, 0, Math.Min(read, MaxCapturedBytes - (int)captured.Length));
        return Encoding.UTF8.GetString(captured.GetBuffer(), 0, (int)captured.Length);
    }
}

public sealed record ToolOptions
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public string? WorkingDirectory { get; init; }

    /// <summary>Added to the environment of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public ReadOnlyMemory<byte> Input { get; init; }
}

/// <summary>The output (the first MiB of each stream) and the exit code of a program.</summary>
public sealed record ToolResult(IReadOnlyList<string> Command, int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;

    /// <exception cref="SlipwayException">The exit code is not 0.</exception>
    public ToolResult OrThrow() => Succeeded ? this : throw ToolErrors.Failed(this);
}
