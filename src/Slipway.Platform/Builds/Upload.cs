namespace Slipway.Platform.Builds;

/// <summary>Takes what users send.</summary>
public static class Upload
{
    /// <exception cref="SlipwayException">LimitReached: there are more than <paramref name="maxBytes"/>
    /// bytes.</exception>
    public static async Task CopyAsync(Stream from, Stream to, long maxBytes, CancellationToken cancel)
    {
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int read; (read = await from.ReadAsync(buffer, cancel)) > 0;)
        {
            total += read;
            if (total > maxBytes)
                throw new SlipwayException(
                    ErrorCode.LimitReached, $"the upload is longer than {maxBytes >> 20} MiB",
                    "leave out what the build can fetch or make");
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
    }
}
