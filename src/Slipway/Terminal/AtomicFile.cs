namespace Slipway.Terminal;

/// <summary>
/// A file that is there when all of it is: what was refused or broken off leaves nothing, and what was
/// there before stays.
/// </summary>
internal static class AtomicFile
{
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        // /dev/stdout and its like are no files that something else could take the place of.
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
