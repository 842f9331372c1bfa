using Slipway.Build.Cache;
using Slipway.Oci;
using Slipway.SourceToImage;
using Slipway.Testing;

namespace Slipway.SourceToImage.Tests;

public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryDirectory _source = new();
    private readonly TemporaryDirectory _cartridge = new();
    private readonly TemporaryDirectory _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _cartridge.Dispose();
        _target.Dispose();
    }

    private void WriteSource(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_source.File(path))!);
        File.WriteAllText(_source.File(path), text);
    }

    private ScriptSet Collect()
    {
        using var files = SourceFiles.Open(_source.Path);
        return ScriptCollection.Collect(files, _cartridge.Path, _target.Path);
    }

    [Fact]
    public void The_sources_scripts_win_over_the_cartridges_and_those_over_the_images()
    {
        WriteSource(".s2i/bin/assemble", "source");
        File.WriteAllText(_cartridge.File("assemble"), "cartridge");
        File.WriteAllText(_cartridge.File("run"), "cartridge");
        File.WriteAllText(_cartridge.File("helper"), "cartridge");
        var scripts = Collect().OrImage("/usr/libexec/s2i", ["assemble", "run", "save-artifacts"]);
        scripts["assemble"]!.Origin.ShouldBe(ScriptOrigin.Source);
        scripts["run"]!.Origin.ShouldBe(ScriptOrigin.Cartridge);
        scripts["save-artifacts"]!.Path.ShouldBe("/usr/libexec/s2i/save-artifacts");
        scripts["assemble-dependencies"].ShouldBeNull();
        File.ReadAllText(_target.File("assemble")).ShouldBe("source");
        File.ReadAllText(_target.File("helper")).ShouldBe("cartridge");
        File.GetUnixFileMode(_target.File("run")).HasFlag(UnixFileMode.OtherExecute).ShouldBeTrue();
    }

    [Fact]
    public void The_legacy_directory_of_the_source_is_looked_at_last()
    {
        WriteSource(".sti/bin/assemble", "old");
        WriteSource(".sti/bin/run", "old");
        WriteSource(".s2i/bin/assemble", "new");
        Collect();
        File.ReadAllText(_target.File("assemble")).ShouldBe("new");
        File.ReadAllText(_target.File("run")).ShouldBe("old");
    }

    [Fact]
    public void A_script_that_is_a_link_is_refused()
    {
        Directory.CreateDirectory(_source.File(".s2i/bin"));
        File.CreateSymbolicLink(_source.File(".s2i/bin/run"), "/etc/shadow");
        Should.Throw<SourceBuildException>(Collect);
        File.Exists(_target.File("run")).ShouldBeFalse();
    }

    [Fact]
    public void Only_what_a_script_can_call_is_part_of_its_key()
    {
        Digest KeyOf(string assemble, string dependencies, string helper)
        {
            Script Make(string name, string text) => new(
                name, ScriptOrigin.Cartridge, "/x/" + name, Digest.OfBytes(System.Text.Encoding.UTF8.GetBytes(text)));
            using var key = new CacheKey("test");
            new ScriptSet(
                [Make("assemble", assemble), Make("assemble-dependencies", dependencies), Make("helper", helper)])
                .AddTo(key, "assemble-dependencies");
            return key.Seal();
        }
        KeyOf("a", "b", "c").ShouldBe(KeyOf("other", "b", "c"));
        KeyOf("a", "b", "c").ShouldNotBe(KeyOf("a", "other", "c"));
        KeyOf("a", "b", "c").ShouldNotBe(KeyOf("a", "b", "other"));
    }
}
