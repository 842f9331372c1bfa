using Slipway.Linux.Files;

namespace Slipway.Engine.Builds;

/// <summary>What a build says when the disk below it, not its own limit, has no room.</summary>
public static class FullDisk
{
    internal static SlipwayException Error(Exception? inner = null) =>
        new(ErrorCode.EngineExhausted, "the server's disk is full",
            "free space on it, such as images that nobody needs, then build again", inner);

    /// <summary>Does the work; a full disk that it meets is said in one way.</summary>
    /// <exception cref="SlipwayException">The disk is full.</exception>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e)
            when (e is IOException or SlipwayException { Code.IsSystem: true } && DiskSpace.IsDiskFull(e))
        {
            throw Error(e);
        }
    }
}
