using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Cartridges.Manifests;
using Slipway.Cartridges.Packages;
using Slipway.Testing;

namespace Slipway.Cartridges.Tests.Packages;

public sealed class CartridgePackageTests : IDisposable
{
    private const string Manifest =
        "Name: tiny\nVersion: 1\nTemplate-location: template\nLiveness-check: {Script: live}\n";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private void Write(string path, string text = "#!/bin/sh\n")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), text);
    }

    private void WriteWhole()
    {
        Write("manifest.yml", Manifest);
        Write("scripts/assemble");
        Write("scripts/live");
        Write("template/index.js");
    }

    private static MemoryStream Archive(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }
        stream.Position = 0;
        return stream;
    }

    private static PaxTarEntry File_(string name, string text = "x", UnixFileMode mode = UnixFileMode.UserRead) =>
        new(TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)), Mode = mode, Uid = 1234,
        };

    private static PaxTarEntry Link(TarEntryType type, string name, string target) =>
        new(type, name) { LinkName = target };

    [Fact]
    public void A_directory_is_a_package()
    {
        WriteWhole();
        var package = CartridgePackage.Open(_directory.Path);
        package.Manifest.Name.ShouldBe("tiny");
        package.Scripts.ShouldBe(_directory.File("scripts"));
        package.Template.ShouldBe(_directory.File("template"));
        package.Dockerfile.ShouldBeNull();
    }

    [Fact]
    public void The_manifest_of_version_2_has_another_place()
    {
        Write("metadata/manifest.yml", "Name: tiny\nVersion: 1\n");
        CartridgePackage.Open(_directory.Path).Manifest.Name.ShouldBe("tiny");
    }

    [Fact]
    public void A_manifest_alone_is_a_package()
    {
        Write("manifest.yml", "Name: tiny\nVersion: 1\nImage-name: cartridges/tiny:1\n");
        var package = CartridgePackage.Open(_directory.Path);
        package.Scripts.ShouldBeNull();
        package.Manifest.ImageName.ShouldBe("cartridges/tiny:1");
    }

    [Theory]
    [InlineData("")]
    [InlineData("tiny/")]
    public void An_archive_is_unpacked_with_or_without_a_directory_at_its_top(string top)
    {
        using var archive = Archive(File_(top + "manifest.yml", Manifest), File_(top + "scripts/live"),
            File_(top + "template/a", mode: UnixFileMode.UserRead | UnixFileMode.SetUser));
        var package = PackageImport.Unpack(archive, _directory.Path, TestContext.Current.CancellationToken);
        package.Manifest.Name.ShouldBe("tiny");
        File.GetUnixFileMode(_directory.File("scripts/live")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.GetUnixFileMode(_directory.File("template/a")).HasFlag(UnixFileMode.SetUser).ShouldBeFalse();
    }

    [Fact]
    public void A_name_that_removes_in_layers_is_a_name_as_any_other()
    {
        using var archive = Archive(
            File_("manifest.yml", Manifest), File_("scripts/live"), File_("template/a"), File_("template/.wh.a"));
        PackageImport.Unpack(archive, _directory.Path, TestContext.Current.CancellationToken);
        Directory.GetFiles(_directory.File("template")).Select(path => Path.GetFileName(path))
            .Order().ShouldBe([".wh.a", "a"]);
    }

    public static TheoryData<string, TarEntryType, string, string> Hostile => new()
    {
        { "a link to the host", TarEntryType.SymbolicLink, "scripts/live2", "/etc/passwd" },
        { "a link out of the template", TarEntryType.SymbolicLink, "template/x", "../../outside" },
        { "a device", TarEntryType.CharacterDevice, "scripts/null", "" },
        { "a pipe", TarEntryType.Fifo, "scripts/pipe", "" },
        { "traversal", TarEntryType.RegularFile, "../outside", "" },
        { "a hard link to the host", TarEntryType.HardLink, "scripts/hard", "/etc/passwd" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_hostile_archive_is_refused_or_made_harmless(
        string what, TarEntryType type, string name, string target)
    {
        var entry = new PaxTarEntry(type, name);
        if (target.Length > 0)
            entry.LinkName = target;
        using var archive = Archive(File_("manifest.yml", Manifest), File_("scripts/live"), File_("template/a"), entry);
        var inner = Directory.CreateDirectory(_directory.File("inner")).FullName;
        try
        {
            PackageImport.Unpack(archive, inner, TestContext.Current.CancellationToken);
            type.ShouldBe(TarEntryType.CharacterDevice, what);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.Invalid)
        {
            e.NextStep.ShouldNotBeEmpty();
        }
        Directory.GetFileSystemEntries(_directory.Path).ShouldBe([inner]);
    }

    [Fact]
    public void A_link_inside_the_template_is_taken()
    {
        using var archive = Archive(File_("manifest.yml", Manifest), File_("scripts/live"), File_("template/a/b"),
            Link(TarEntryType.SymbolicLink, "template/c", "a/b"));
        PackageImport.Unpack(archive, _directory.Path, TestContext.Current.CancellationToken).Template
            .ShouldNotBeNull();
    }

    [Theory]
    [InlineData(
        "this is no archive at all, it is text that goes on for a while so that a header could be read from it")]
    [InlineData("")]
    public void What_is_no_archive_is_refused(string text)
    {
        using var stream = new MemoryStream(
            System.Text.Encoding.UTF8.GetBytes(text.PadRight(text.Length > 0 ? 2000 : 0, 'x')));
        Refusal.Of(ErrorCode.Invalid, () => PackageImport.Unpack(stream, _directory.Path));
    }

    [Fact]
    public void A_bomb_is_refused()
    {
        using var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            var header = new MemoryStream();
            using (var tar = new TarWriter(header, leaveOpen: true))
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, "big") { DataStream = new MemoryStream(new byte[1]) });
            var block = header.ToArray()[..512];
            System.Text.Encoding.ASCII.GetBytes("04000000000\0").CopyTo(block, 124);
            System.Text.Encoding.ASCII.GetBytes("        ").CopyTo(block, 148);
            System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(block.Sum(b => b), 8).PadLeft(6, '0')}\0 ")
                .CopyTo(block, 148);
            gzip.Write(block);
            for (var i = 0; i < 300; i++)
                gzip.Write(zeros);
        }
        archive.Position = 0;
        Refusal.Of(ErrorCode.Invalid, () => PackageImport.Unpack(archive, _directory.Path)).Message
            .ShouldContain("unpacked");
    }

    [Theory]
    [InlineData("template")]
    [InlineData("scripts/live")]
    [InlineData("manifest.yml")]
    public void What_the_manifest_names_must_be_there(string missing)
    {
        WriteWhole();
        if (Directory.Exists(_directory.File(missing)))
            Directory.Delete(_directory.File(missing), recursive: true);
        else
            File.Delete(_directory.File(missing));
        Refusal.Of(ErrorCode.Invalid, () => CartridgePackage.Open(_directory.Path));
    }

    [Theory]
    [InlineData("Template-location: missing")]
    [InlineData("Liveness-check: {Script: missing}")]
    public void What_a_version_alone_names_must_be_there(string named)
    {
        WriteWhole();
        Write("manifest.yml", $"{Manifest}Versions: [1, 2]\nVersion-Overrides: {{\"2\": {{{named}}}}}\n");
        Refusal.Of(ErrorCode.Invalid, () => CartridgePackage.Open(_directory.Path)).Message
            .ShouldContain("missing");
    }

    [Fact]
    public void Errors_of_the_manifest_are_told_as_such()
    {
        Write("manifest.yml", "Name: [x]\n");
        Should.Throw<ManifestException>(() => CartridgePackage.Open(_directory.Path));
    }
}
