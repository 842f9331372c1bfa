using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Containers;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Containers;

public class SeccompProfileTests
{
    private static readonly SeccompProfile Debian =
        SeccompProfile.Load(new EmbeddedEngineOptions
        {
            DataDirectory = "/",
            Loggers = NullLoggerFactory.Instance, Loops = Silent.Loops,
        }.SeccompProfile!);

    [Fact]
    public void Calls_for_namespaces_and_mounts_are_refused_and_fork_is_not()
    {
        var calls = Debian.For(Capabilities.Gear)["syscalls"]!.AsArray();
        foreach (var name in new[] { "mount", "unshare", "setns", "pivot_root", "keyctl", "open_tree" })
            Rules(calls, name).ShouldAllBe(r => (string)r["action"]! == "SCMP_ACT_ERRNO");
        Rules(calls, "clone").ShouldHaveSingleItem()["args"]!.AsArray().Count.ShouldBe(1);
        Rules(calls, "read").ShouldContain(r => (string)r["action"]! == "SCMP_ACT_ALLOW");
    }

    [Fact]
    public void Rules_for_capabilities_follow_the_capabilities()
    {
        string Chroot(IReadOnlyList<string> capabilities) =>
            (string)Rules(Debian.For(capabilities)["syscalls"]!.AsArray(), "chroot").ShouldHaveSingleItem()["action"]!;
        Chroot(Capabilities.Gear).ShouldBe("SCMP_ACT_ERRNO");
        Chroot(Capabilities.Build).ShouldBe("SCMP_ACT_ALLOW");
    }

    [Fact]
    public void A_missing_profile_is_an_error_that_names_the_package() =>
        Should.Throw<SlipwayException>(() => SeccompProfile.Load("/no/such/profile.json")).NextStep!
            .ShouldContain("golang-github-containers-common");

    private static List<JsonObject> Rules(JsonArray calls, string name) =>
        [.. calls.OfType<JsonObject>().Where(c => c["names"]!.AsArray().Any(n => (string)n! == name))];
}
