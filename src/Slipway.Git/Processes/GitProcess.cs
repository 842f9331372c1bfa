using System.Diagnostics;
using System.Text;
using Slipway.Linux.Processes;

namespace Slipway.Git.Processes;

/// <summary>A sandboxed git process with its streams. Disposing kills it and its children.</summary>
internal sealed class GitProcess : IAsyncDisposable
{
    private const int MaxErrorOutputBytes = 16 << 10;
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(200);
    private readonly Process _process;
    private readonly Task<string> _errors;

    private GitProcess(Process process)
    {
        _process = process;
        _errors = ErrorsAsync(process.StandardError.BaseStream);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <exception cref="SlipwayException">A program that the jail is made of is not installed.</exception>
    public static GitProcess Start(GitJail jail, params string[] git)
    {
        var command = jail.Command(git);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in jail.Variables)
            start.Environment[name] = value;
        try
        {
            return new GitProcess(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw ToolErrors.Missing(command[0]);
        }
    }

    /// <summary>Runs the process to its end and returns its output, up to a maximum size.</summary>
    /// <param name="maxOutputBytes">Bytes.</param>
    /// <exception cref="SlipwayException">It ended with an error.</exception>
    public static async Task<string> RunAsync(
        GitJail jail, string[] git, Func<Stream, Task>? feed, CancellationToken cancel, int maxOutputBytes = 1 << 20)
    {
        await using var process = Start(jail, git);
        var output = ReadAsync(process.Output, maxOutputBytes, cancel);
        try
        {
            if (feed is not null)
                await feed(process.Input);
            process.Input.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; its exit code says why.
        }
        var text = await output;
        var (code, errors) = await process.EndAsync(cancel);
        return code == 0 ? text : throw GitErrors.Failed(git[0], code, errors);
    }

    public async Task<(int Code, string Errors)> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return (_process.ExitCode, await _errors.WaitAsync(cancel));
    }

    public async ValueTask DisposeAsync()
    {
        // Killing has to search all processes for children: a process without further input ends faster by itself.
        if (!await EndsAsync())
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task<bool> EndsAsync()
    {
        try
        {
            await Input.DisposeAsync();
            using var limit = new CancellationTokenSource(Grace);
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (IOException)
        {
            return _process.HasExited; // it has not read everything
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<string> ErrorsAsync(Stream stream)
    {
        try
        {
            return await ReadAsync(stream, MaxErrorOutputBytes, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return "";
        }
    }

    private static async Task<string> ReadAsync(Stream stream, int maxBytes, CancellationToken cancel)
    {
        var kept = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            kept.Write(buffer, 0, Math.Min(read, maxBytes - (int)kept.Length));
        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
