using Slipway.Linux.Files;

namespace Slipway.Engine.Builds;

/// <summary>Reports a full disk, as distinct from a build that exceeds its own limit.</summary>
public static class FullDisk
{
    internal static SlipwayException Error(Exception? inner = null) =>
        new(ErrorCode.EngineExhausted, DiskSpace.FullCause, DiskSpace.FullNextStep, inner);

    /// <summary>Runs the work and translates errors of a full disk.</summary>
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
