using Slipway.Linux;
using Slipway.Oci;
using Slipway.Oci.Layers;

namespace Slipway.Platform.Builds;

/// <summary>Unpacks archives that users send: plain or compressed tar, hostile until proven otherwise.</summary>
public static class SourceArchive
{
    private static readonly ApplyOptions Bounds =
        new() { MaxEntries = 500_000, MaxBytes = 16L << 30, MaxDepth = 128, Whiteouts = false };

    /// <summary>Into an empty directory that exists; nothing outside it is touched.</summary>
    /// <exception cref="SlipwayException">Invalid: it is no such archive, or is more than is allowed.</exception>
    public static async Task UnpackAsync(Stream archive, string directory, CancellationToken cancel)
    {
        try
        {
            await Task.Run(() => LayerApply.ToTree(archive, directory, Bounds, cancel), cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Malformed)
        {
            throw new SlipwayException(
                ErrorCode.Invalid, $"the archive cannot be unpacked: {e.Message}",
                "send a tar archive, plain or compressed with gzip or zstd", e);
        }
        catch (LinuxException e)
        {
            throw new SlipwayException(
                ErrorCode.Unavailable, $"the archive cannot be unpacked: {e.Message}",
                "see that the disk of the server has room", e);
        }
    }
}
