using System.Text;
using Slipway.Linux.Files;
using Slipway.Linux.Processes;
using Slipway.Oci.Layers;
using Slipway.Oci.Tar;
using Slipway.Oci.Tests.Trees;
using Slipway.Testing;

namespace Slipway.Oci.Tests.Tar;

/// <summary>GNU tar as the judge, in both directions.</summary>
public sealed class GnuTarTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("v7", false)]
    [InlineData("ustar", false)]
    [InlineData("gnu", true)]
    [InlineData("oldgnu", true)]
    [InlineData("posix", true)]
    public async Task Its_archives_unpack_to_the_tree_they_were_made_of(string format, bool longNames)
    {
        var tree = MakeTree(longNames);
        var archive = await PackAsync(tree, $"--format={format}");
        var unpacked = _scratch.Make("unpacked");
        LayerApply.ToTree(new MemoryStream(archive), unpacked);
        var times = format == "posix";
        TreeListing.Of(unpacked, times).ShouldBe(TreeListing.Of(tree, times));
    }

    [Fact]
    public async Task Attributes_and_capabilities_of_its_archives_are_kept()
    {
        var tree = MakeTree(longNames: true);
        Annotate(tree);
        var unpacked = _scratch.Make("unpacked");
        LayerApply.ToTree(
            new MemoryStream(await PackAsync(tree, "--format=posix", "--xattrs", "--xattrs-include=*")), unpacked);
        TreeListing.Of(unpacked).ShouldBe(TreeListing.Of(tree));
    }

    [Theory]
    [InlineData("--format=gnu")]
    [InlineData("--format=posix", "--sparse-version=0.0")]
    [InlineData("--format=posix", "--sparse-version=0.1")]
    [InlineData("--format=posix", "--sparse-version=1.0")]
    public async Task Its_sparse_files_have_their_holes_again(params string[] options)
    {
        var tree = MakeSparse(islands: 60);
        var archive = await PackAsync(tree, ["--sparse", .. options]);
        archive.Length.ShouldBeLessThan(2_000_000);
        var unpacked = _scratch.Make("unpacked");
        LayerApply.ToTree(new MemoryStream(archive), unpacked);
        TreeListing.Of(unpacked, times: false).ShouldBe(TreeListing.Of(tree, times: false));
        ReadAll(archive, "holes").AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(tree, "holes"))).ShouldBeTrue();
        using var handle = DirectoryHandle.Open(unpacked);
        using var file = handle.OpenFile(RawPath.Of("holes"), OpenFlags.ReadOnly);
        file.FindData(1 << 20).ShouldNotBe(1 << 20);
    }

    [Fact]
    public async Task Our_archives_unpack_there_to_the_tree_they_were_made_of()
    {
        var tree = MakeTree(longNames: true);
        Annotate(tree);
        var plan = LayerDiff.OfTree(tree);
        await using (var archive = File.Create(_scratch.File("ours.tar")))
            plan.Write(archive);
        var unpacked = _scratch.Make("unpacked");
        (await Tool.RunAsync(["tar", "-xpf", _scratch.File("ours.tar"), "--numeric-owner", "--xattrs",
            "--xattrs-include=*", "-C", unpacked])).OrThrow();
        TreeListing.Of(unpacked).ShouldBe(TreeListing.Of(tree));
    }

    [Fact]
    public async Task Large_ids_and_old_times_survive_both_ways()
    {
        var tree = _scratch.Make("tree");
        await File.WriteAllTextAsync(Path.Combine(tree, "f"), "x");
        using (var handle = DirectoryHandle.Open(tree))
        {
            handle.SetOwner(RawPath.Of("f"), 3_000_000_000, 2_097_152);
            handle.SetTimes(RawPath.Of("f"), new UnixTime(-1000, 0));
        }
        foreach (var format in new[] { "--format=gnu", "--format=posix" })
        {
            var reader = new TarReader(new MemoryStream(await PackAsync(tree, format)));
            reader.Next().ShouldNotBeNull();
            var entry = reader.Next().ShouldNotBeNull();
            (entry.Uid, entry.Gid, entry.Modified).ShouldBe((3_000_000_000, 2_097_152u, new UnixTime(-1000)));
        }
    }

    private string MakeTree(bool longNames)
    {
        var tree = _scratch.Make("tree");
        TreeChanges.Apply(tree, [3, 0, 0, 0, 3, 1, 0, 0, 0, 6, 0, 5000, 0, 2, 0, 511, 5, 12, 2, 1, 6, 7, 2, 0, 7, 2, 0,
            0x9ED, 0, 3, 0, 7, 16, 14, 0, 0, 0, 8, 0, 0]);
        using var handle = DirectoryHandle.Open(tree);
        if (!longNames)
        {
            foreach (var name in handle.List().Where(name => name.Length > 99))
                handle.RemoveTree(name);
            return tree;
        }
        handle.MakeSymlink(RawPath.Of("long-target"), RawPath.Of(new string('t', 300)));
        handle.MakeSymlink(RawPath.Of([0xc3, 0x28]), RawPath.Of([0xff, 0xfe]));
        Directory.CreateDirectory(Path.Combine(tree, new string('1', 200), new string('2', 200)));
        File.WriteAllText(Path.Combine(tree, new string('1', 200), new string('2', 200), "deep"), "deep");
        return tree;
    }

    private static void Annotate(string tree)
    {
        File.WriteAllText(Path.Combine(tree, "annotated"), "x");
        using var handle = DirectoryHandle.Open(tree);
        handle.SetAttribute(RawPath.Of("annotated"), "user.a=b%", [0, 10, 61, 255]);
        handle.SetAttribute(RawPath.Of("annotated"), "security.capability",
            [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

    private string MakeSparse(int islands)
    {
        var tree = _scratch.Make("tree");
        using var handle = DirectoryHandle.Open(tree);
        using var file = handle.OpenFile(RawPath.Of("holes"), OpenFlags.WriteOnly | OpenFlags.Create, 0x1A4);
        for (var i = 0; i < islands; i++)
        {
            file.SeekTo((i * 2L + 1) << 18);
            file.WriteAll(Encoding.ASCII.GetBytes($"island {i}"));
        }
        file.SetLength(40 << 20);
        return tree;
    }

    private async Task<byte[]> PackAsync(string tree, params string[] options)
    {
        (await Tool.RunAsync(["tar", "-cf", _scratch.File("gnu.tar"), "--numeric-owner", .. options, "-C", tree, "."]))
            .OrThrow();
        return await File.ReadAllBytesAsync(_scratch.File("gnu.tar"));
    }

    private static byte[] ReadAll(byte[] archive, string name)
    {
        var reader = new TarReader(new MemoryStream(archive));
        while (reader.Next() is { } entry)
        {
            if (entry.Path.Name != RawPath.Of(name))
                continue;
            var content = new MemoryStream();
            reader.OpenContent(entry).CopyTo(content);
            return content.ToArray();
        }
        throw new FileNotFoundException(name);
    }
}
