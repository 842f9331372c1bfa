using Slipway.Linux.Files;

namespace Slipway.Engine.Builds;

/// <summary>What a build says when the disk below it, not its own limit, has no room.</summary>
public static class FullDisk
{
    internal static EngineException Error(Exception? cause = null) =>
        new(EngineError.Exhausted, "the server's disk is full",
            "free space on it, such as images that nobody needs, then build again", cause);

    /// <summary>Does the work; a full disk that it meets is said in one way.</summary>
    /// <exception cref="EngineException">The disk is full.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (IOException e) when (DiskSpace.IsDiskFull(e))
        {
            throw Error(e);
        }
    }
}
