using System.Formats.Tar;
using Slipway.Platform.Builds;
using Slipway.Testing;

namespace Slipway.Platform.Tests.Builds;

public sealed class SourceArchiveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_archive_of_source_is_no_layer_its_names_are_taken_literally()
    {
        await UnpackAsync("app.js", ".wh.app.js", "lib/.wh..wh..opq", "lib/.wh..wh.aufs");
        Directory.EnumerateFiles(_directory.Path, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_directory.Path, path)).Order(StringComparer.Ordinal)
            .ShouldBe([".wh.app.js", "app.js", "lib/.wh..wh..opq", "lib/.wh..wh.aufs"]);
    }

    [Fact]
    public async Task What_leads_out_is_refused() =>
        (await Should.ThrowAsync<SlipwayException>(() => UnpackAsync("../outside"))).Code
            .ShouldBe(ErrorCode.Invalid);

    private async Task UnpackAsync(params string[] names)
    {
        var archive = new MemoryStream();
        await using (var tar = new TarWriter(archive, leaveOpen: true))
            foreach (var name in names)
                await tar.WriteEntryAsync(
                    new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1]) });
        archive.Position = 0;
        await SourceArchive.UnpackAsync(archive, _directory.Path, TestContext.Current.CancellationToken);
    }
}
