using System.Formats.Tar;
using System.IO.Compression;
using System.Net;

namespace Slipway.Client;

/// <summary>A directory, without <c>.git</c>, as a compressed tar that is made while it is sent.</summary>
internal sealed class TarGzContent(string directory) : HttpContent
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

    private static async Task AddAsync(TarWriter tar, DirectoryInfo directory, string prefix)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            if (entry.Name == ".git")
                continue;
            var name = prefix + entry.Name;
            await tar.WriteEntryAsync(entry.FullName, name);
            if (entry is DirectoryInfo { LinkTarget: null } child)
                await AddAsync(tar, child, name + "/");
        }
    }
}
