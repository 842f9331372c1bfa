using System.Net;
using System.Text.Json.Nodes;
using Slipway.Engine.Embedded.Containers;
using Slipway.Engine.Embedded.Slots;
using Slipway.Linux.Namespaces;

namespace Slipway.Engine.Tests.Containers;

public class RuntimeSpecWriterTests
{
    private static readonly HostCapabilities Host = new(Cgroups: 2, Swap: true, UserNamespaces: true, Processors: 2);

    private static RuntimeSpec Spec(bool userNamespace = true) => new()
    {
        Root = "/r",
        Command = ["/bin/true"],
        Slot = new Slot(3, "/slots/3", new IdRange(500_000, 65_536), userNamespace, IPAddress.Parse("10.0.0.5")),
        CgroupPath = "/c/g",
    };

    [Fact]
    public void The_slot_gives_namespaces_by_path_and_the_mapping_beside()
    {
        var linux = new RuntimeSpecWriter(Host).Render(Spec())["linux"]!;
        PathOf(linux, "user").ShouldBe("/slots/3/user");
        PathOf(linux, "network").ShouldBe("/slots/3/net");
        linux["namespaces"]!.AsArray().Select(n => (string)n!["type"]!)
            .Order().ShouldBe(["cgroup", "ipc", "mount", "network", "pid", "user", "uts"]);
        linux["uidMappings"]!.ToJsonString().ShouldBe("""[{"containerID":0,"hostID":500000,"size":65536}]""");
        linux["gidMappings"]!.ToJsonString().ShouldBe(linux["uidMappings"]!.ToJsonString());
    }

    [Fact]
    public void Without_network_the_container_gets_an_empty_one() =>
        PathOf(new RuntimeSpecWriter(Host).Render(Spec() with { Network = false })["linux"]!, "network").ShouldBeNull();

    [Fact]
    public void Root_without_a_user_namespace_is_somebody_else()
    {
        var rendered = new RuntimeSpecWriter(Host with { UserNamespaces = false }).Render(Spec(userNamespace: false));
        ((uint)rendered["process"]!["user"]!["uid"]!).ShouldBe(RuntimeSpecWriter.Fallback.Uid);
        rendered["process"]!["capabilities"]!["bounding"]!.AsArray().ShouldBeEmpty();
        rendered["linux"]!["uidMappings"].ShouldBeNull();
        rendered["linux"]!["namespaces"]!.AsArray().ShouldNotContain(n => (string)n!["type"]! == "user");
    }

    [Fact]
    public void Privileges_are_never_gained_and_only_root_has_capabilities()
    {
        var writer = new RuntimeSpecWriter(Host);
        var root = writer.Render(Spec())["process"]!;
        ((bool)root["noNewPrivileges"]!).ShouldBeTrue();
        root["capabilities"]!["effective"]!.AsArray().Count.ShouldBe(Capabilities.Gear.Count);
        root["rlimits"].ShouldBeNull();
        root["oomScoreAdj"].ShouldBeNull();
        var other = writer.Render(Spec() with { User = new ContainerUser(5, 6, [7]) })["process"]!;
        other["capabilities"]!["bounding"]!.AsArray().ShouldBeEmpty();
        other["user"]!["additionalGids"]!.ToJsonString().ShouldBe("[7]");
    }

    [Fact]
    public void Limits_are_written_in_the_kernels_units()
    {
        var limits = new ResourceLimits { Memory = 1 << 20, Cpus = 0.5, Pids = 9 };
        var resources = new RuntimeSpecWriter(Host).Render(Spec() with { Limits = limits })["linux"]!["resources"]!;
        resources["memory"]!.ToJsonString().ShouldBe("""{"limit":1048576,"swap":1048576}""");
        resources["cpu"]!.ToJsonString().ShouldBe("""{"quota":50000,"period":100000}""");
        ((int)resources["pids"]!["limit"]!).ShouldBe(9);
        new RuntimeSpecWriter(Host with { Swap = false })
            .Render(Spec() with { Limits = limits })["linux"]!["resources"]!["memory"]!["swap"].ShouldBeNull();
    }

    private static string? PathOf(JsonNode linux, string type) =>
        (string?)linux["namespaces"]!.AsArray().First(n => (string)n!["type"]! == type)!["path"];
}
