using Slipway.Cartridges.Packages;
using Slipway.Testing;

namespace Slipway.Cartridges.Tests.Packages;

public sealed class PackageStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly PackageStore _packages;

    public PackageStoreTests() =>
        _packages = new PackageStore(Directory.CreateDirectory(_directory.File("store")).FullName);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_is_kept_is_its_own_and_as_scripts_and_files_are()
    {
        var package = Package();
        File.SetUnixFileMode(
            Path.Combine(package.Directory, "scripts/run"), UnixFileMode.UserRead | UnixFileMode.OtherWrite);
        var kept = _packages.Put(package, package.Manifest);
        File.WriteAllText(Path.Combine(package.Directory, "scripts/run"), "changed");

        File.ReadAllText(Path.Combine(kept, "scripts/run")).ShouldBe("#!/bin/sh\n");
        Mode(kept, "scripts/run").ShouldBe("755");
        Mode(kept, "template/index.js").ShouldBe("644");
        Mode(kept, "template").ShouldBe("755");
        File.ResolveLinkTarget(Path.Combine(kept, "template/link.js"), returnFinalTarget: false)!.Name
            .ShouldBe("index.js");
    }

    [Fact]
    public void Every_version_has_its_own_manifest()
    {
        var package = Package();
        var places = package.Manifest.Versions
            .Select(version => _packages.Put(package, package.Manifest.ForVersion(version))).ToList();
        places.Select(place => CartridgePackage.Open(place).Manifest.Version).ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_sweep_leaves_only_what_is_used()
    {
        var package = Package();
        var (used, unused) = (_packages.Put(package, package.Manifest), _packages.Put(package, package.Manifest));
        var half = Directory.CreateDirectory(_directory.File("store/.new/half")).FullName;
        _packages.Sweep(new HashSet<string> { used });
        new[] { used, unused, half }.Select(Directory.Exists).ShouldBe([true, false, false]);
    }

    [Fact]
    public void Nothing_outside_the_shelf_is_removed()
    {
        var package = Package();
        _packages.Remove(package.Directory);
        Directory.Exists(package.Directory).ShouldBeTrue();
    }

    private CartridgePackage Package()
    {
        Write("manifest.yml", "Name: tiny\nVersion: 1\nVersions: [1, 2]\nTemplate-location: template\n");
        Write("scripts/run", "#!/bin/sh\n");
        Write("template/index.js", "0");
        File.CreateSymbolicLink(_directory.File("store-package/template/link.js"), "index.js");
        return CartridgePackage.Open(_directory.File("store-package"));
    }

    private void Write(string path, string text)
    {
        var file = _directory.File($"store-package/{path}");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static string Mode(string place, string path) =>
        Convert.ToString((int)File.GetUnixFileMode(Path.Combine(place, path)), 8);
}
