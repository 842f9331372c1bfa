using Slipway.Oci;
using Slipway.Platform.Artifacts;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Platform.Releases;

namespace Slipway.Platform.Tests.Releases;

public sealed class PrunePlanTests
{
    [Fact]
    public void The_newest_stay_with_their_artifacts()
    {
        var plan = Of(serving: 5, keep: 2, Release(1), Release(2), Release(3), Release(4), Release(5));
        plan.Releases.Select(release => release.Number).ShouldBe([3, 2, 1]);
        plan.Artifacts.Select(artifact => artifact.Build).ShouldBe([1, 2, 3], ignoreOrder: true);
    }

    [Fact]
    public void The_one_that_serves_stays_however_old_it_is()
    {
        var plan = Of(
            serving: 1, keep: 1, Release(1), Release(2, ReleaseState.Failed), Release(3, ReleaseState.Failed));
        plan.Releases.Select(release => release.Number).ShouldBe([2]);
        plan.Artifacts.Select(artifact => artifact.Build).ShouldBe([2]);
    }

    [Fact]
    public void There_is_always_a_way_back()
    {
        var plan = Of(serving: 4, keep: 1, Release(1), Release(2), Release(3, ReleaseState.Failed), Release(4));
        plan.Releases.Select(release => release.Number).ShouldBe([3, 1]);
    }

    [Fact]
    public void An_artifact_stays_while_a_rollback_runs_it()
    {
        var plan = Of(serving: 3, keep: 1, Release(1), Release(2), Release(3) with { Build = 1 });
        plan.Artifacts.Select(artifact => artifact.Build).ShouldNotContain(1);
    }

    private static PrunePlan Of(int serving, int keep, params Release[] releases) => PrunePlan.Of(
        releases, [.. releases.Select(release =>
            new Artifact("a", release.Number, Digest.OfBytes([1]), default) { Reference = "", Cartridge = "web:1" })],
        [], serving, keep);

    private static Release Release(int number, ReleaseState state = ReleaseState.Succeeded) => new("a", number, default)
    {
        Build = number, Image = Digest.OfBytes([1]), Cartridge = "web:1", Profile = new CartridgeProfile(), Reason = "",
        Operation = "", State = state,
    };
}
