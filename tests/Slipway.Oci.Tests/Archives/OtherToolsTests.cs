using Slipway.Linux.Processes;
using Slipway.Oci.Archives;
using Slipway.Oci.Tests.Trees;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Archives;

/// <summary>skopeo and podman as judges of our archives, and we of theirs.</summary>
public sealed class OtherToolsTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();
    private readonly SampleImage _sample = new();

    public OtherToolsTests() => File.WriteAllBytes(_scratch.File("ours.tar"), _sample.Archive());

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("oci-archive")]
    [InlineData("docker-archive")]
    public async Task Skopeo_reads_our_archive_and_we_read_its(string transport)
    {
        string[] exactly = transport == "oci-archive" ? ["--preserve-digests"] : [];
        await SkopeoAsync($"{transport}:{_scratch.File("ours.tar")}", $"oci:{_scratch.File("layout")}:x", exactly);
        using (var layout = ImageArchive.OpenDirectory(_scratch.File("layout")))
            IsTheSample(layout, exact: transport == "oci-archive");
        await SkopeoAsync(
            $"oci:{_scratch.File("layout")}:x", $"{transport}:{_scratch.File("theirs.tar")}:demo/sample:v1");
        using var file = File.OpenRead(_scratch.File("theirs.tar"));
        using var archive = ImageArchive.Open(file);
        IsTheSample(archive, exact: false).Names.ShouldHaveSingleItem().ShouldEndWith("demo/sample:v1");
    }

    [Fact]
    public async Task Podman_loads_our_archive_and_shows_the_tree_and_we_read_what_it_saves()
    {
        await PodmanAsync("load", "-i", _scratch.File("ours.tar"));
        var mounted = (await PodmanAsync("image", "mount", "demo/sample:v1")).Trim();
        TreeListing.Of(mounted, times: false).Count.ShouldBe(3);
        File.ReadAllText(Path.Combine(mounted, "hello")).ShouldBe("world");
        File.Exists(Path.Combine(mounted, "etc/removed")).ShouldBeFalse();
        await PodmanAsync("image", "umount", "-a");
        await PodmanAsync("save", "--format", "docker-archive", "-o", _scratch.File("saved.tar"), "demo/sample:v1");
        using var file = File.OpenRead(_scratch.File("saved.tar"));
        using var archive = ImageArchive.Open(file);
        IsTheSample(archive, exact: false);
    }

    private ArchivedImage IsTheSample(ImageArchive archive, bool exact)
    {
        var image = archive.Images.ShouldHaveSingleItem();
        if (exact)
            image.Manifest.Digest.ShouldBe(_sample.Image.Manifest.Digest);
        var config = Slipway.Oci.Json.OciJson.ReadConfig(ReadAll(archive, image.Content.Config));
        config.RootFs.DiffIds
            .ShouldBe(Slipway.Oci.Json.OciJson.ReadConfig(_sample.Blobs[_sample.Content.Config.Digest]).RootFs.DiffIds);
        foreach (var blob in image.Content.Layers)
            Digest.OfBytes(ReadAll(archive, blob)).ShouldBe(blob.Digest);
        return image;
    }

    private static byte[] ReadAll(ImageArchive archive, Descriptor blob)
    {
        using var stream = archive.OpenBlob(blob);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static async Task SkopeoAsync(string from, string to, params string[] options) =>
        (await Tool.RunAsync(["skopeo", "--insecure-policy", "copy", "-q", .. options, from, to])).OrThrow();

    private async Task<string> PodmanAsync(params string[] command) => (await Tool.RunAsync(
        ["podman", "--root", _scratch.File("root"), "--runroot", _scratch.File("run"), "--storage-driver", "vfs",
            .. command])).OrThrow().Output;
}
