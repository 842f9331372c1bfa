using Microsoft.Extensions.Logging;
using Slipway.Linux.Processes;

namespace Slipway.Engine.Embedded;

/// <summary>
/// Deletes directories: a rename hides them at once, the files are deleted in the background. Leftovers of a crash are
/// deleted at the next start.
/// </summary>
public sealed partial class Trash(EngineDirectory directory, ILogger<Trash> log) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task _emptying = Task.CompletedTask;

    /// <summary>Removes a directory of the same mount if it exists. Nothing may be mounted in it.</summary>
    public void Take(string path)
    {
        if (!Directory.Exists(path))
            return;
        Directory.Move(path, Path.Combine(directory.Trash, Guid.NewGuid().ToString("n")));
        Empty();
    }

    /// <summary>Deletes the existing trash in the background.</summary>
    public void Empty()
    {
        lock (_lock)
        {
            var before = _emptying;
            _emptying = DetachedTask.Run(async () =>
            {
                // Whatever became of the last time, what was taken since is deleted.
                await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await EmptyAsync();
            });
        }
    }

    public async ValueTask DisposeAsync() => await _emptying;

    /// <summary>
    /// rm(1) handles names that are not UTF-8 and trees deeper than PATH_MAX; an image can contain both.
    /// </summary>
    private async Task EmptyAsync()
    {
        try
        {
            foreach (var path in Directory.EnumerateDirectories(directory.Trash))
                await Tool.RunAsync(
                    ["rm", "-rf", "--one-file-system", "--", path],
                    new ToolOptions { Timeout = TimeSpan.FromMinutes(30) });
        }
        catch (Exception e)
        {
            // Nobody waits for it; the next time empties it.
            LogFailure(e, directory.Trash);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Directory} could not be emptied")]
    private partial void LogFailure(Exception failure, string directory);
}
