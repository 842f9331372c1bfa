using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Cartridges;

public sealed class CartridgeRegistryTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();
    private readonly TemporaryDirectory _package = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await File.WriteAllTextAsync(_package.File("manifest.yml"), """
            Name: tool
            Cartridge-Short-Name: TOOL
            Version: "1"
            Image-name: cartridges/tool:1
            """);
        Directory.CreateDirectory(_package.File("scripts"));
        await File.WriteAllTextAsync(_package.File("scripts/assemble"), "#!/bin/sh\n");
        File.SetUnixFileMode(_package.File("scripts/assemble"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _package.Dispose();
    }

    [Fact]
    public async Task A_directory_becomes_a_cartridge_whose_scripts_stay_when_the_upload_goes()
    {
        var added = (await AddAsync()).ShouldHaveSingleItem();

        (await File.ReadAllTextAsync(Path.Combine(added.Directory, "scripts/assemble"))).ShouldBe("#!/bin/sh\n");
        File.GetUnixFileMode(Path.Combine(added.Directory, "scripts/assemble"))
            .HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        (await _world.Broker.Cartridges.FindAsync("tool", default))!.Reference.ShouldBe("tool:1");
    }

    [Fact]
    public async Task A_name_alone_means_the_version_that_the_manifest_names_first()
    {
        await _world.AddCartridgeAsync("""
            Name: many
            Version: "2"
            Versions: ["2", "3", "1"]
            Image-name: cartridges/many:2
            """);

        (await _world.Broker.Cartridges.FindAsync("many", default))!.Reference.ShouldBe("many:2");
    }

    [Fact]
    public async Task An_archive_with_one_directory_around_it_is_the_same()
    {
        var added = (await AddAsync(around: true)).ShouldHaveSingleItem();

        File.Exists(Path.Combine(added.Directory, "scripts/assemble")).ShouldBeTrue();
    }

    [Fact]
    public async Task An_archive_that_leads_out_of_its_place_is_refused()
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
            await writer.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, "../../escaped") { DataStream = new MemoryStream([1]) });
        archive.Position = 0;

        (await Should.ThrowAsync<SlipwayException>(() => _world.AddCartridgeAsync(archive))).Code
            .ShouldBe(ErrorCode.Invalid);
        File.Exists(Path.Combine(_world.Directory, "escaped")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_malformed_manifest_is_refused_with_its_errors() =>
        (await Should.ThrowAsync<SlipwayException>(() => _world.AddCartridgeAsync("Name: ["))).Code
            .ShouldBe(ErrorCode.Invalid);

    [Fact]
    public async Task A_symbolic_link_in_a_package_is_refused()
    {
        File.CreateSymbolicLink(_package.File("scripts/run"), "/etc/passwd");
        var refused = await Should.ThrowAsync<SlipwayException>(() => AddAsync());
        refused.Message.ShouldContain("scripts/run is a link");
        refused.NextStep.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_cartridge_in_use_stays_until_its_applications_are_gone()
    {
        await _world.AddCartridgesAsync();
        var application = await _world.CreateAsync("blog");
        (await Should.ThrowAsync<SlipwayException>(
            () => _world.Broker.Cartridges.RemoveAsync("web:1", default))).Message.ShouldContain("demo/blog");

        await _world.EndAsync(
            await _world.Broker.Applications.DeleteAsync(application, "alice", default), OperationState.Done);
        await _world.Broker.Cartridges.RemoveAsync("web:1", default);

        (await _world.Broker.Cartridges.FindAsync("web:1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Files_that_a_crash_left_are_removed_at_the_start()
    {
        var added = (await AddAsync())[0];
        var left = Path.Combine(_world.Directory, "cartridges", ".new", "half");
        Directory.CreateDirectory(left);

        await _world.StartAsync();

        Directory.Exists(left).ShouldBeFalse();
        Directory.Exists(added.Directory).ShouldBeTrue();
    }

    /// <summary>Adds the directory as it travels: a compressed archive.</summary>
    private async Task<IReadOnlyList<RegisteredCartridge>> AddAsync(bool around = false)
    {
        using var archive = new MemoryStream();
        await using (var zip = new GZipStream(archive, CompressionMode.Compress, leaveOpen: true))
            await TarFile.CreateFromDirectoryAsync(_package.Path, zip, includeBaseDirectory: around);
        archive.Position = 0;
        return await _world.AddCartridgeAsync(archive);
    }
}
