using Slipway.Engine.Gears;

namespace Slipway.Engine.Tests.Gears;

/// <summary>Without user namespaces, as on kernels below 5.19.</summary>
public class FallbackTests
{
    [Fact]
    public async Task Root_of_the_image_is_nobody_of_importance_without_capabilities()
    {
        await using var test = await TestEngine.OpenAsync(o => o with { UserNamespaces = false });
        var (state, output) = await test.RunAsync("id -u; grep -E 'CapEff|CapBnd|NoNewPrivs|Seccomp:' " +
            "/proc/self/status; cat /proc/self/uid_map; echo x > /etc/x || echo refused");
        state.Exit!.Code.ShouldBe(0);
        var lines = output.Split('\n');
        uint.Parse(lines[0]).ShouldNotBe(0u);
        output.ShouldContain("CapEff:\t0000000000000000");
        output.ShouldContain("CapBnd:\t0000000000000000");
        output.ShouldContain("NoNewPrivs:\t1");
        output.ShouldContain("Seccomp:\t2");
        output.ShouldContain("refused");
    }

    [Fact]
    public async Task A_fresh_volume_and_a_low_port_are_the_gears_all_the_same()
    {
        await using var test = await TestEngine.OpenAsync(o => o with { UserNamespaces = false });
        await test.Engine.CreateVolumeAsync("data", null, default);
        var (_, output) = await test.RunAsync(
            "echo kept > /data/file && cat /data/file; nc -l -p 80 & sleep 0.2; netstat -ltn | grep -c ':80 '; kill %1",
            s => s with { Volumes = [new VolumeMount("data", "/data")] });
        output.ShouldBe("kept\n1");
    }

    [Fact]
    public async Task Given_files_and_scratch_directories_are_the_gears_all_the_same()
    {
        await using var test = await TestEngine.OpenAsync(o => o with { UserNamespaces = false });
        var (_, output) = await test.RunAsync("cat /etc/given; echo kept > /room/file && cat /room/file", s => s with
        {
            Files = [InjectedFiles.One("/etc/given", "given\n"u8.ToArray(), 0x100)],
            Scratch = [new ScratchMount("work", "/room")],
        });
        output.ShouldBe("given\nkept");
    }
}
