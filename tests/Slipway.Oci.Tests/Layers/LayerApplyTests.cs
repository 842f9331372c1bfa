using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.Oci.Tests.Archives;
using Slipway.Oci.Tests.Tar;
using Slipway.Oci.Tests.Trees;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Layers;

public sealed class LayerApplyTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_outside_of_the_target_is_touched(bool overlay)
    {
        var outside = _scratch.Make("outside");
        TarEntry[] links = [Link("out", outside), Link("up", "../outside"), Link("abs", "/")];
        Apply(overlay, links);
        foreach (var path in new[] { "out/f", "up/f", $"abs{outside}/f" })
            Refusal.Of(ErrorCode.Malformed, () => Apply(overlay, [.. links, File(path)]));
        Refusal.Of(ErrorCode.Malformed, () => Apply(overlay, File("../outside/f"))).Message.ShouldContain("leads out");
        Refusal.Of(ErrorCode.Malformed, () => Apply(overlay, File("a/../../outside/f"))).Message
            .ShouldContain("leads out");
        Refusal.Of(ErrorCode.Malformed, () => Apply(overlay, [.. links, Hard("h", "out/f")])).Message
            .ShouldContain("no file");
        Refusal.Of(ErrorCode.Malformed, () => Apply(overlay, File(".wh..."))).Message
            .ShouldContain("malformed whiteout");
        Apply(overlay, File(outside + "/absolute"));
        Apply(overlay, [.. links, new TarEntry(TarKind.Directory, RawPath.Of("out")), File("out/f")]);
        Directory.GetFileSystemEntries(outside).ShouldBeEmpty();
    }

    [Fact]
    public void An_archive_that_is_no_layer_has_files_of_any_name()
    {
        var tree = _scratch.Make("tree");
        var names = new[] { "kept", ".wh.kept", "d/.wh..wh..opq", ".wh..wh.plnk", ".wh.dir/below", ".wh." };
        var applied = LayerApply.ToTree(
            Tar([.. names.Select(name => File(name))]), tree, new ApplyOptions { Whiteouts = false });
        (applied.Whiteouts, applied.Dropped).ShouldBe((0, 0));
        names.ShouldAllBe(name => System.IO.File.Exists(Path.Combine(tree, name)));
    }

    [Fact]
    public void What_another_layer_links_to_is_not_followed_either()
    {
        var outside = _scratch.Make("outside");
        var (lower, upper, tree) = (_scratch.Make("lower"), _scratch.Make("upper"), _scratch.Make("tree"));
        LayerApply.ToLayer(Tar(Link("out", outside)), lower, []);
        LayerApply.ToLayer(Tar(File("out/f"), File("out/.wh.g")), upper, [lower]);
        LayerApply.ToTree(Tar(Link("out", outside)), tree);
        LayerApply.ToTree(Tar(File("out/.wh.g"), File("out/f")), tree);
        Directory.GetFileSystemEntries(outside).ShouldBeEmpty();
        System.IO.File.Exists(Path.Combine(upper, "out", "f")).ShouldBeTrue();
        System.IO.File.Exists(Path.Combine(tree, "out", "f")).ShouldBeTrue();
    }

    [Fact]
    public void Device_nodes_are_dropped_even_those_that_overlayfs_would_take_for_whiteouts()
    {
        var applied = Apply(true, new TarEntry(TarKind.CharDevice, RawPath.Of("etc")),
            new TarEntry(TarKind.BlockDevice, RawPath.Of("sda")) { Device = new DeviceNumber(8, 0) });
        applied.Dropped.ShouldBe(2);
        Directory.GetFileSystemEntries(_scratch.File("target")).ShouldBeEmpty();
    }

    [Fact]
    public void Only_attributes_of_images_are_taken()
    {
        Apply(true, File("f") with { Attributes = [Attribute("trusted.overlay.opaque"), Attribute("user.kept"),
            Attribute("user.overlay.opaque"), Attribute("security.selinux")] });
        using var directory = DirectoryHandle.Open(_scratch.File("target"));
        directory.ListAttributes(RawPath.Of("f")).ShouldBe(["user.kept"]);
        Refusal.Of(ErrorCode.Malformed, () => Apply(true,
            File("f") with { Attributes = [Attribute("security.capability")] })).Message.ShouldContain("malformed");
    }

    [Fact]
    public void Set_user_id_bits_are_kept()
    {
        Apply(true, File("su") with { Mode = 0x9ED, Uid = 5, Gid = 6 });
        using var directory = DirectoryHandle.Open(_scratch.File("target"));
        var stat = directory.Stat(RawPath.Of("su"));
        (stat.Mode, stat.Uid, stat.Gid).ShouldBe((0x9ED, 5u, 6u));
    }

    [Fact]
    public void A_layer_beyond_its_bounds_is_refused()
    {
        ApplyOptions Most(Func<ApplyOptions, ApplyOptions> change) => change(ApplyOptions.Default);
        Refused(Most(o => o with { MaxEntries = 2 }), File("a"), File("b"), File("c")).ShouldContain("more than 2");
        Refused(Most(o => o with { MaxBytes = 100_000 }), File("a", new string('x', 200_000)))
            .ShouldContain("larger than");
        Refused(Most(o => o with { MaxDepth = 3 }), File("a/b/c/d")).ShouldContain("deeper");
        Refused(ApplyOptions.Default, File(new string('n', 256))).ShouldContain("more than 255");
        Refused(Most(o => o with { DiffId = Digest.OfBytes([]) }), File("a")).ShouldContain("digest");
    }

    [Fact]
    public void A_layer_with_a_million_entries_ends_at_the_bound()
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        for (var i = 0; i < 20_000; i++)
            writer.Write(new TarEntry(TarKind.Directory, RawPath.Of("d")));
        writer.Finish();
        tar.Position = 0;
        Refusal.Of(
            ErrorCode.Malformed,
            () => LayerApply.ToTree(tar, _scratch.Make("target"), new ApplyOptions { MaxEntries = 10_000 }));
    }

    [Fact]
    public void A_sparse_file_of_exabytes_is_refused_before_it_is_made()
    {
        var header = Encoding.ASCII.GetBytes(string.Concat(new[] { "GNU.sparse.major=1", "GNU.sparse.minor=0",
            "GNU.sparse.realsize=1000000000000000", "GNU.sparse.name=hole" }.Select(RawTar.Record)));
        var tar = RawTar.Of(('x', header), ('0', Encoding.ASCII.GetBytes("0\n".PadRight(512, '\0'))));
        Refusal.Of(ErrorCode.Malformed, () =>
            LayerApply.ToTree(new MemoryStream(tar), _scratch.Make("target"))).Message.ShouldContain("larger than");
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.95)]
    public async Task Cut_and_damaged_compression_is_an_error(double part)
    {
        var tar = Tar(File("a", new string('x', 50_000)), File("b", Guid.NewGuid().ToString())).ToArray();
        foreach (var compressed in new[] { SampleImage.Compress(tar), await ZstdAsync(tar) })
        {
            var cut = compressed[..(int)(compressed.Length * part)];
            Refusal.Of(ErrorCode.Malformed, () => LayerApply.ToTree(new MemoryStream(cut), _scratch.Make("target")));
            var damaged = (byte[])compressed.Clone();
            damaged[(int)(damaged.Length * part)] ^= 0x55;
            Refusal.Of(ErrorCode.Malformed, () => LayerApply.ToTree(
                new MemoryStream(damaged), _scratch.Make("target"), new ApplyOptions { DiffId = Digest.OfBytes(tar) }));
        }
    }

    [Fact]
    public async Task Plain_gzip_and_zstd_blobs_give_the_same_layer()
    {
        var tar = Tar(File("a", new string('x', 300_000)), File("b")).ToArray();
        foreach (var blob in new[] { tar, SampleImage.Compress(tar), await ZstdAsync(tar), [
            .. SampleImage.Compress(tar[..1000]), .. SampleImage.Compress(tar[1000..])] })
            LayerApply.ToTree(new MemoryStream(blob), _scratch.Make("target")).DiffId.ShouldBe(Digest.OfBytes(tar));
        Refusal.Of(ErrorCode.Malformed, () => LayerApply.ToTree(
            new MemoryStream([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0]),
            _scratch.Make("target"))).Message.ShouldContain("xz");
    }

    [Fact]
    public void Whiteouts_and_opaque_markers_count_for_lower_layers_only_wherever_they_stand()
    {
        var (lower, upper) = (_scratch.Make("lower"), _scratch.Make("upper"));
        LayerApply.ToLayer(Tar(File("d/old"), File("e/old"), File("gone")), lower, []);
        LayerApply.ToLayer(Tar(File("d/new"), File("d/.wh..wh..opq"), File("e/.wh..wh..opq"), File("e/new"),
            File(".wh.gone"), File(".wh.never")), upper, [lower]);
        using (var mount = OverlayMount.ReadOnly(_scratch.File("merged"), lower, upper))
            Names(mount.Path).ShouldBe(["d", "d/new", "e", "e/new"]);
        LayerApply.ToTree(Tar(File("d/new"), File("d/.wh..wh..opq"), File("e/.wh..wh..opq"), File("e/new"),
            File(".wh.gone"), File(".wh.never")), lower);
        Names(lower).ShouldBe(["d", "d/new", "e", "e/new"]);
    }

    [Fact]
    public void A_directory_that_a_layer_only_has_entries_in_keeps_the_metadata_of_below()
    {
        var (lower, upper) = (_scratch.Make("lower"), _scratch.Make("upper"));
        LayerApply.ToLayer(Tar(new TarEntry(TarKind.Directory, RawPath.Of("tmp")) { Mode = 0x3FF, Gid = 9 },
            File("tmp/linked", "content")), lower, []);
        LayerApply.ToLayer(Tar(File("tmp/new"), Hard("other", "tmp/linked")), upper, [lower]);
        using var directory = DirectoryHandle.Open(upper);
        (directory.Stat(RawPath.Of("tmp")).Mode, directory.Stat(RawPath.Of("tmp")).Gid).ShouldBe((0x3FF, 9u));
        directory.Stat(RawPath.Of("other")).Inode.ShouldBe(directory.Stat(RawPath.Of("tmp/linked")).Inode);
        System.IO.File.ReadAllText(Path.Combine(upper, "other")).ShouldBe("xxxxxxx");
    }

    private static string[] Names(string root) =>
        [.. Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(root, path)).Order(StringComparer.Ordinal)];

    private string Refused(ApplyOptions options, params TarEntry[] entries) =>
        Refusal.Of(
            ErrorCode.Malformed, () => LayerApply.ToTree(Tar(entries), _scratch.Make("target"), options)).Message;

    private AppliedLayer Apply(bool overlay, params TarEntry[] entries)
    {
        using (var scratch = DirectoryHandle.Open(_scratch.Path))
            scratch.RemoveTree(RawPath.Of("target"));
        var target = _scratch.Make("target");
        return overlay ? LayerApply.ToLayer(Tar(entries), target, []) : LayerApply.ToTree(Tar(entries), target);
    }

    private static TarEntry File(string path, string? content = null) =>
        new(TarKind.File, RawPath.Of(path)) { Mode = 0x1A4, Size = (content ?? "x").Length };

    private static TarEntry Link(string path, string target) =>
        new(TarKind.Symlink, RawPath.Of(path)) { LinkTarget = RawPath.Of(target) };

    private static TarEntry Hard(string path, string target) =>
        new(TarKind.HardLink, RawPath.Of(path)) { LinkTarget = RawPath.Of(target) };

    private static ExtendedAttribute Attribute(string name) => new(name, "y"u8.ToArray());

    private static MemoryStream Tar(params TarEntry[] entries)
    {
        var tar = new MemoryStream();
        var writer = new TarWriter(tar);
        foreach (var entry in entries)
        {
            writer.Write(entry);
            writer.WriteData(Encoding.ASCII.GetBytes(new string('x', (int)entry.Size)));
        }
        writer.Finish();
        tar.Position = 0;
        return tar;
    }

    private async Task<byte[]> ZstdAsync(byte[] content)
    {
        await System.IO.File.WriteAllBytesAsync(_scratch.File("plain"), content);
        (await Tool.RunAsync(["zstd", "-qf", _scratch.File("plain"), "-o", _scratch.File("zst")])).OrThrow();
        return await System.IO.File.ReadAllBytesAsync(_scratch.File("zst"));
    }
}
