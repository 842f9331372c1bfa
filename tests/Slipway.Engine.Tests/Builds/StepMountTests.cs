using System.Text;
using Slipway.Engine.Builds;
using Slipway.Linux.Processes;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Builds;

public sealed class StepMountTests(TestBuilds builds) : IClassFixture<TestBuilds>
{
    private const string Sentinel = "sentinel-5ecret-0f-the-test";

    [Fact]
    public async Task A_secret_is_its_owners_only_and_in_no_layer()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var (result, lines) = await TestBuilds.RunAsync(
            root, "stat -c %a:%u:%g /run/secrets/token; cat /run/secrets/token; echo; echo more 2>/dev/null >> " +
                "/run/secrets/token; df -T /run/secrets/token | tail -1; echo built > /built",
            step => step with { User = "app", Mounts = [new BuildMount.Secret("/run/secrets/token",
                Encoding.UTF8.GetBytes(Sentinel), 1000, 1000, 0x100)], WorkingDirectory = "/tmp" });
        lines.ShouldContain("400:1000:1000");
        lines.ShouldContain(Sentinel);
        string.Join('\n', lines).ShouldContain("tmpfs");
        await TestBuilds.RunAsync(root, "echo built > /built");
        var layer = (await builds.CommitAsync(root)).ShouldNotBeNull();
        var blob = await File.ReadAllBytesAsync(builds.Content.PathOf(layer.Blob.Digest));
        Encoding.Latin1.GetString(blob).ShouldNotContain(Sentinel);
        var view = await builds.Engine.ViewAsync(root.Layers, TestBuilds.DescribeAsync, CancellationToken.None);
        view.ShouldContain("./built");
        view.ShouldNotContain("secrets");
        (await Tool.RunAsync(["grep", "-rl", Sentinel, builds.Directory.Snapshots, builds.Directory.Builds,
            builds.Directory.BuildMounts])).Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Networked_steps_trust_the_hosts_certificates_and_nothing_of_it_stays()
    {
        using var host = new TemporaryDirectory();
        await File.WriteAllTextAsync(host.File("bundle.pem"), "certificates of the host");
        File.SetUnixFileMode(host.File("bundle.pem"), UnixFileMode.UserRead);
        var engine = new BuildEngine(
            builds.Host, builds.Snapshots, builds.Content, new BuildTrust(host.File("bundle.pem")));
        const string Script =
            "echo $SSL_CERT_FILE $PIP_CERT; cat $NODE_EXTRA_CA_CERTS; echo x >> $SSL_CERT_FILE || echo read-only";
        await using var root = await engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var (_, lines) = await TestBuilds.RunAsync(
            root, Script, step => step with { Network = true, User = "app", Environment = ["PIP_CERT=/own"] });
        lines.Where(line => !line.StartsWith("/bin/sh"))
            .ShouldBe([$"{BuildTrust.Target} /own", "certificates of the hostread-only"], string.Join('\n', lines));
        (await TestBuilds.RunAsync(root, "env; ls /run/slipway")).Lines
            .ShouldNotContain(line => line.Contains("CERT") || line.Contains(".crt"));
        (await builds.CommitAsync(root)).ShouldBeNull();
        File.Delete(host.File("bundle.pem"));
        var refused = await Should.ThrowAsync<SlipwayException>(
            () => TestBuilds.RunAsync(root, "true", step => step with { Network = true }));
        refused.Message.ShouldContain(host.File("bundle.pem"));
    }

    [Fact]
    public async Task Directories_of_the_host_are_the_steps_own_or_read_only()
    {
        using var host = new TemporaryDirectory();
        Directory.CreateDirectory(host.File("cache"));
        await File.WriteAllTextAsync(host.File("file"), "content");
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        var (_, lines) = await TestBuilds.RunAsync(
            root, "stat -c %u /cache; echo x > /cache/new; chown app /cache/new; cat /etc/file; echo no > /etc/file; " +
                "echo no > /source/x",
            step => step with
            {
                Mounts =
                [
                    new BuildMount.Bind(host.File("cache"), "/cache", false),
                    new BuildMount.Bind(host.File("file"), "/etc/file", true),
                    new BuildMount.Bind(host.Path, "/source", true),
                ],
            });
        lines.Where(line => !line.Contains("Read-only")).ShouldBe(["0", "content"]);
        lines.Count(line => line.Contains("Read-only")).ShouldBe(2);
        (await Tool.RunAsync(["stat", "-c", "%u", host.File("cache/new")])).Output.ShouldBe("1000\n");
        (await builds.CommitAsync(root)).ShouldBeNull();
    }

    [Fact]
    public async Task Mount_points_follow_the_roots_links_inside_the_root()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        await TestBuilds.RunAsync(
            root, "mkdir /opt; ln -s /opt /linked; ln -s ../../../../../etc/outside /opt/up; ln -s loop /loop");
        await builds.CommitAsync(root);
        var (_, lines) = await TestBuilds.RunAsync(
            root, "grep -o ' /opt/made \\| /etc/outside ' /proc/mounts", step => step with
        {
            Mounts = [new BuildMount.Memory("/linked/made"),
                new BuildMount.Secret("/opt/up", "x"u8.ToArray(), 0, 0, 0x100)],
        });
        lines.ShouldBe([" /opt/made ", " /etc/outside "], ignoreOrder: true);
        File.Exists("/etc/outside").ShouldBeFalse();
        (await Should.ThrowAsync<SlipwayException>(
            () => TestBuilds.RunAsync(root, "true", step => step with { Mounts = [new BuildMount.Memory("/loop")] })))
            .Code.ShouldBe(ErrorCode.EngineInvalidSpec);
        (await builds.CommitAsync(root)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_step_puts_around_a_mount_point_stays()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        await TestBuilds.RunAsync(root, "echo kept > /place/kept; echo gone > /place/mounted/gone",
            step => step with { Mounts = [new BuildMount.Memory("/place/mounted")] });
        await builds.CommitAsync(root);
        (await TestBuilds.RunAsync(root, "find /place")).Lines.ShouldBe(["/place", "/place/kept"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_step_has_the_network_only_when_it_asks()
    {
        await using var root = await builds.Engine.OpenAsync(builds.Base, null, CancellationToken.None);
        (await TestBuilds.RunAsync(root, "ip route | grep -c default", step => step with { Network = true })).Lines
            .ShouldBe(["1"]);
        (await TestBuilds.RunAsync(root, "ip route | grep -c default; ls /sys/class/net")).Lines.ShouldBe(["0", "lo"]);
    }
}
