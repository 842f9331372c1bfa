namespace Slipway.Terminal;

/// <summary>
/// Writes a file atomically: a failed or interrupted write leaves nothing, and the previous file stays.
/// </summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        // /dev/stdout and the like cannot be replaced by a rename.
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            await using var device = File.OpenWrite(path);
            await write(device);
            return;
        }
        var partial = path + ".part";
        try
        {
            await using (var file = File.Create(partial))
                await write(file);
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }
}
