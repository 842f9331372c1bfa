using System.Formats.Tar;

namespace Slipway.Platform.Tests.World;

internal static class Untar
{
    public static Task IntoAsync(Stream archive, string directory, CancellationToken cancel) =>
        TarFile.ExtractToDirectoryAsync(archive, directory, overwriteFiles: false, cancel);
}
