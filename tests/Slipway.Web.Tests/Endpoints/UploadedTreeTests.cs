using System.Formats.Tar;
using Slipway.Testing;
using Slipway.Web.Endpoints;

namespace Slipway.Web.Tests.Endpoints;

public sealed class UploadedTreeTests
{
    [Fact]
    public async Task An_uploaded_directory_has_its_files_whatever_their_names_and_goes_with_the_request()
    {
        using var directory = new TemporaryDirectory();
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            foreach (var name in new[] { "Dockerfile", ".wh.Dockerfile" })
                await tar.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        archive.Position = 0;
        var uploads = new UploadedTrees(directory.File("uploads"));
        using (var upload = await uploads.ReceiveAsync(archive, 1 << 20, default))
            Directory.GetFiles(await upload.UnpackAsync(default)).Select(path => Path.GetFileName(path))
                .Order().ShouldBe([".wh.Dockerfile", "Dockerfile"]);
        Directory.EnumerateFileSystemEntries(directory.File("uploads")).ShouldBeEmpty();
    }
}
