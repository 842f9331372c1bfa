using System.Text;
using Slipway.Dockerfiles;
using Slipway.Factory.DebianBase;
using Slipway.Oci;
using Slipway.Testing.Builds;

namespace Slipway.Factory.Tests;

/// <summary>
/// apt in the Debian base, with a repository that the test makes: the same packages give the same layer on another day,
/// and downloads serve the next image. The step's clock is moved by libfaketime; its offset comes as a secret, so that
/// nothing else differs.
/// </summary>
[Collection(DebianCollection.Name)]
public sealed class AptLayerTests(BuildMachine machine)
{
    private const string Repository = """
        mkdir -p repo demo/DEBIAN demo/usr/bin demo/usr/lib
        printf 'Package: slipway-demo\nVersion: 1.0\nArchitecture: all\nMaintainer: Test <test@example.org>\nDescription: has all that leaves traces\n' > demo/DEBIAN/control
        printf 'activate-noawait ldconfig\n' > demo/DEBIAN/triggers
        printf '#!/bin/sh\nset -e\nupdate-alternatives --install /usr/bin/demo demo /usr/bin/demo.real 10\nuseradd --system --no-create-home demo\n' > demo/DEBIAN/postinst
        chmod 755 demo/DEBIAN/postinst; echo real > demo/usr/bin/demo.real
        find demo -exec touch -d @1600000000 {} +
        dpkg-deb --build --root-owner-group demo repo > /dev/null
        (cd repo; dpkg-scanpackages --multiversion . > Packages 2> /dev/null)
        cp -L /usr/lib/*/faketime/libfaketime.so.1 .
        rm -r demo
        """;

    private const string Install = """
        export LD_PRELOAD=/clock/libfaketime.so.1 NO_FAKE_STAT=1 FAKETIME_DONT_FAKE_MONOTONIC=1
        echo "today $(date +%F), $(ls /var/cache/apt/archives/*.deb 2>/dev/null | wc -l) kept"
        echo 'deb [trusted=yes] copy:/repo ./' > /run/demo.list
        apt() { apt-get -q -o Dir::Etc::SourceList=/run/demo.list -o Dir::Etc::SourceParts=/dev/null "$@"; }
        apt update
        apt install -y slipway-demo
        rm /run/demo.list
        tail -n 1 /var/log/dpkg.log
        """;

    private const string Mounts = "--mount=type=bind,source=repo,target=/repo " +
        "--mount=type=bind,source=libfaketime.so.1,target=/clock/libfaketime.so.1 " +
        "--mount=type=secret,id=clock,env=FAKETIME";
    private const string Caches = "--mount=type=cache,target=/var/cache/apt,sharing=locked " +
        "--mount=type=cache,target=/var/lib/apt/lists,sharing=locked";

    [Fact]
    public async Task The_same_packages_give_the_same_layer_on_another_day()
    {
        using var context = await ContextAsync($"RUN {Mounts} <<EOF\nset -e\n{Install}\nEOF\n");
        var (today, progress) = await BuildAsync(context, "+0d");
        var (later, laterProgress) = await BuildAsync(context, "+400d");
        LineOf(progress, "today ")[..16].ShouldNotBe(LineOf(laterProgress, "today ")[..16]);
        later.Digest.ShouldBe(today.Digest);
        (await machine.RunAsync(today, "sh", "-c", "demo 2>/dev/null; cat /etc/alternatives/demo; grep -c demo " +
            "/etc/shadow; ls /var/log/dpkg.log /var/log/alternatives.log /var/log/apt/* /var/cache/ldconfig/* " +
            "/var/cache/apt/archives/*.deb 2>/dev/null | wc -l"))
            .ShouldBe("real\n1\n0");
        (await machine.RunAsync(today, "sh", "-c", "grep ^demo: /etc/shadow | cut -d: -f3"))
            .ShouldBe(((long)(today.Config.Created!.Value - DateTimeOffset.UnixEpoch).TotalDays).ToString());
    }

    [Fact]
    public async Task Logs_may_be_kept_and_then_each_day_has_its_own_layer()
    {
        using var context = await ContextAsync($"RUN {Mounts} <<EOF\nset -e\n{Install}\nEOF\n");
        var (today, _) = await BuildAsync(context, "+0d", keepLogs: true);
        var (later, _) = await BuildAsync(context, "+400d", keepLogs: true);
        later.Layers.Layers[^1].DiffId.ShouldNotBe(today.Layers.Layers[^1].DiffId);
        (await machine.RunAsync(later, "sh", "-c", "ls /var/log/dpkg.log /var/log/apt/history.log | wc -l"))
            .ShouldBe("2");
    }

    [Fact]
    public async Task Downloads_and_indexes_are_shared_between_images_and_in_none_of_them()
    {
        using var context = await ContextAsync($"RUN {Caches} {Mounts} <<EOF\nset -e\n{Install}\nEOF\n");
        var (image, progress) = await BuildAsync(context, "+0d");
        LineOf(progress, "today ").ShouldEndWith(", 0 kept");
        (await machine.RunAsync(image, "sh", "-c", "ls /var/cache/apt /var/lib/apt/lists | grep -v :"))
            .Trim().ShouldBeEmpty();
        context.Write("Dockerfile", (await File.ReadAllTextAsync(Path.Combine(context.Path, "Dockerfile"))).Replace(
            "ENV OF=one", "ENV OF=other", StringComparison.Ordinal));
        var (other, otherProgress) = await BuildAsync(context, "+3d");
        LineOf(otherProgress, "today ").ShouldEndWith(", 1 kept");
        other.Digest.ShouldNotBe(image.Digest);
        other.Layers.Layers[^1].DiffId.ShouldBe(image.Layers.Layers[^1].DiffId);
    }

    private static string LineOf(List<BuildProgress> progress, string start) =>
        progress.OfType<BuildProgress.Output>()
            .Select(output => output.Line.Text).Single(line => line.StartsWith(start, StringComparison.Ordinal));

    private async Task<ContextDirectory> ContextAsync(string run)
    {
        var debian = new DebianBaseBuilder(Path.Combine(machine.DataDirectory, "debian"), machine.Engine,
            machine.Content, machine.Images, machine.Cache);
        await debian.BuildAsync(new DebianBaseBuild(), _ => ValueTask.CompletedTask, CancellationToken.None);
        return await ContextDirectory.MakeAsync($"FROM images/debian:12\nENV OF=one\n{run}", Repository);
    }

    private Task<(Slipway.Registry.Content.Image Image, List<BuildProgress> Progress)> BuildAsync(
        ContextDirectory context, string clock, bool keepLogs = false) =>
        machine.BuildAsync(context.Build() with
        {
            UseCache = false,
            KeepPackageLogs = keepLogs,
            Secrets = new Dictionary<string, ReadOnlyMemory<byte>> { ["clock"] = Encoding.UTF8.GetBytes(clock) },
        });
}

/// <summary>Tests that share one Debian base.</summary>
[CollectionDefinition(Name)]
public sealed class DebianCollection : ICollectionFixture<BuildMachine>
{
    public const string Name = "Debian";
}
