using Slipway.Oci.Archives;
using Slipway.Oci.Tests.Trees;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Archives;

public sealed class ImageArchiveTests : IDisposable
{
    private const string Id = "aa11";
    private readonly TemporaryDirectory _scratch = new();
    private readonly SampleImage _sample = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void What_is_written_is_read_byte_for_byte()
    {
        using var archive = ImageArchive.Open(new MemoryStream(_sample.Archive()));
        IsTheSample(archive).Manifest.Digest.ShouldBe(_sample.Image.Manifest.Digest);
    }

    [Fact]
    public void The_same_image_gives_the_same_archive() => _sample.Archive().ShouldBe(_sample.Archive());

    [Fact]
    public void A_compressed_archive_and_one_that_comes_as_a_stream_are_read()
    {
        using var compressed = ImageArchive.Open(new MemoryStream(SampleImage.Compress(_sample.Archive())));
        IsTheSample(compressed);
        using var piped = ImageArchive.Open(new System.IO.Compression.GZipStream(
            new MemoryStream(SampleImage.Compress(_sample.Archive())),
            System.IO.Compression.CompressionMode.Decompress));
        IsTheSample(piped);
    }

    [Fact]
    public void A_directory_is_written_and_read()
    {
        ImageArchiveWriter.WriteDirectory(_scratch.Path, [_sample.Image], _sample.Open);
        using var archive = ImageArchive.OpenDirectory(_scratch.Path);
        IsTheSample(archive);
    }

    [Fact]
    public void An_archive_with_layer_tar_files_and_links_between_them_is_read()
    {
        var config = Text(_sample.Content.Config);
        var tar = SampleImage.Tar(
            ("manifest.json",
                """[{"Config":"c.json","RepoTags":["demo/sample:v1"],"Layers":["a/layer.tar","b/layer.tar"]}]"""),
            ("c.json", config),
            ("a/layer.tar", Text(_sample.Content.Layers[0])),
            ("b/layer.tar", PlainUpper()));
        using var archive = ImageArchive.Open(new MemoryStream(tar));
        var image = archive.Images.ShouldHaveSingleItem();
        image.Names.ShouldBe(["demo/sample:v1"]);
        image.Content.Config.Digest.ShouldBe(_sample.Content.Config.Digest);
        image.Blobs.ToList().ForEach(blob => ReadAll(archive, blob).Length.ShouldBe((int)blob.Size));
    }

    [Fact]
    public void An_archive_that_has_only_repositories_is_read()
    {
        var tar = SampleImage.Tar(
            ("repositories", "{\"old\":{\"1\":\"" + Id + "\"}}"),
            ($"{Id}/json", """{"parent":"bb22","architecture":"amd64","os":"linux","config":{"Cmd":["sh"]}}"""),
            ($"{Id}/layer.tar", PlainUpper()),
            ("bb22/json", "{}"),
            ("bb22/layer.tar", Text(_sample.Content.Layers[0])));
        using var archive = ImageArchive.Open(new MemoryStream(tar));
        var image = archive.Images.ShouldHaveSingleItem();
        image.Names.ShouldBe(["old:1"]);
        var config = Slipway.Oci.Json.OciJson.ReadConfig(ReadAll(archive, image.Content.Config));
        config.RootFs.DiffIds[0].ShouldBe(_sample.Content.Layers[0].Digest);
        config.Config!.Cmd.ShouldBe(["sh"]);
    }

    [Theory]
    [InlineData("../manifest.json", "x", "leads out")]
    [InlineData("something", "x", "no image archive")]
    [InlineData("manifest.json", "[null]", "null")]
    [InlineData("manifest.json", """[{"Config":"../../etc/passwd","Layers":[]}]""", "leads out")]
    [InlineData("manifest.json", """[{"Config":"\u0000","Layers":[]}]""", "NUL")]
    [InlineData("manifest.json", """[{"Config":"manifest.json","Layers":[]}]""", "configuration")]
    [InlineData("repositories", """{"a":{"b":"../x"}}""", "no image id")]
    [InlineData("repositories", """{"a":{"b":"ff"}}""", "no ff/json")]
    [InlineData(
        "index.json",
        """{"manifests":[{"mediaType":"text/plain","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}]}""",
        "unknown type")]
    [InlineData(
        "index.json",
        """{"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}]}""",
        "does not hold")]
    [InlineData("index.json", """{"manifests":[null]}""", "null")]
    public void What_is_no_image_archive_is_refused_with_the_reason(string name, string content, string reason) =>
        Refusal.Of(
            ErrorCode.Malformed,
            () => ImageArchive.Open(new MemoryStream(SampleImage.Tar((name, content))))).Message.ShouldContain(reason);

    [Fact]
    public void A_name_longer_than_any_path_is_refused() =>
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.Open(new MemoryStream(SampleImage.Tar(
            ("manifest.json", "[{\"Config\":\"" + new string('c', 3_000_000) + "\",\"Layers\":[]}]"))))).Message
            .ShouldContain("longer than");

    [Fact]
    public void An_image_that_is_its_own_parent_is_refused() =>
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.Open(new MemoryStream(SampleImage.Tar(
            ("repositories", """{"a":{"b":"ff"}}"""),
            ("ff/json", """{"parent":"ff"}"""))))).Message.ShouldContain("its own parent");

    [Fact]
    public void A_damaged_blob_is_found_when_it_is_read()
    {
        var bytes = _sample.Archive();
        var place = bytes.AsSpan().IndexOf("kept"u8.ToArray().Concat(new byte[8]).ToArray());
        bytes[place] ^= 1;
        using var archive = ImageArchive.Open(new MemoryStream(bytes));
        Refusal.Of(ErrorCode.Malformed, () =>
            archive.Images[0].Blobs.ToList().ForEach(blob => ReadAll(archive, blob))).Message.ShouldContain("damaged");
    }

    [Fact]
    public void A_missing_blob_is_named()
    {
        var missing = _sample.Content.Layers[1];
        ImageArchiveWriter.WriteDirectory(_scratch.Path, [_sample.Image], _sample.Open);
        File.Delete(_scratch.File($"blobs/sha256/{missing.Digest.Hex}"));
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.OpenDirectory(_scratch.Path)).Message
            .ShouldContain(missing.Digest.ToString());
    }

    [Fact]
    public void Links_of_a_directory_are_not_followed()
    {
        ImageArchiveWriter.WriteDirectory(_scratch.Make("layout"), [_sample.Image], _sample.Open);
        var blob = Path.Combine(_scratch.File("layout"), "blobs", "sha256", _sample.Content.Config.Digest.Hex);
        File.Move(blob, _scratch.File("outside"));
        File.CreateSymbolicLink(blob, _scratch.File("outside"));
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.OpenDirectory(_scratch.File("layout")));
    }

    [Fact]
    public void More_entries_or_bytes_than_allowed_are_refused()
    {
        var tar = SampleImage.Tar([.. Enumerable.Range(0, 20).Select(i => ($"f{i}", "x"))]);
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.Open(
            new MemoryStream(tar), new ArchiveOptions { MaxEntries = 10 })).Message.ShouldContain("more than 10");
        var bomb = SampleImage.Compress(new byte[10 << 20]);
        Refusal.Of(ErrorCode.Malformed, () => ImageArchive.Open(
            new MemoryStream(bomb), new ArchiveOptions { MaxBytes = 1 << 20 })).Message.ShouldContain("larger than");
    }

    private ArchivedImage IsTheSample(ImageArchive archive)
    {
        var image = archive.Images.ShouldHaveSingleItem();
        image.Names.ShouldBe([SampleImage.Name]);
        image.ManifestJson.ToArray().ShouldBe(_sample.Image.ManifestJson.ToArray());
        foreach (var blob in image.Blobs)
            ReadAll(archive, blob).ShouldBe(_sample.Blobs[blob.Digest]);
        return image;
    }

    private string Text(Descriptor blob) => System.Text.Encoding.ASCII.GetString(_sample.Blobs[blob.Digest]);

    private string PlainUpper()
    {
        using var plain = Slipway.Oci.Layers.Decompression.Open(_sample.Open(_sample.Content.Layers[1]));
        var content = new MemoryStream();
        plain.CopyTo(content);
        return System.Text.Encoding.ASCII.GetString(content.ToArray());
    }

    private static byte[] ReadAll(ImageArchive archive, Descriptor blob)
    {
        using var stream = archive.OpenBlob(blob);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
