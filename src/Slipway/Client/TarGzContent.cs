using System.Formats.Tar;
using System.IO.Compression;
using System.Net;

namespace Slipway.Client;

/// <summary>A directory as a compressed tar, created while it is sent.</summary>
/// <param name="isWanted">Whether to send an entry, by its path relative to the directory; an excluded directory is
/// skipped as a whole. Null sends everything.</param>
internal sealed class TarGzContent(string directory, Func<string, FileSystemInfo, bool>? isWanted = null) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        await AddAsync(tar, new DirectoryInfo(directory), "");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async Task AddAsync(TarWriter tar, DirectoryInfo directory, string prefix)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var name = prefix + entry.Name;
            if (isWanted?.Invoke(name, entry) is false)
                continue;
            await tar.WriteEntryAsync(entry.FullName, name);
            if (entry is DirectoryInfo { LinkTarget: null } child)
                await AddAsync(tar, child, name + "/");
        }
    }
}
