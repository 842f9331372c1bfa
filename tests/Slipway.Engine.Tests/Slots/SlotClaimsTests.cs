using Slipway.Engine.Embedded.Slots;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Slots;

public sealed class SlotClaimsTests : IDisposable
{
    private readonly TemporaryDirectory _ground = new();

    [Fact]
    public void A_claim_is_remembered_does_not_overlap_and_is_free_when_its_directory_is_gone()
    {
        var claims = new SlotClaims(_ground.File("host"), 10);
        var one = claims.Take(Data("one"), 4);
        var two = claims.Take(Data("two"), 4);
        one.Overlaps(two).ShouldBeFalse();
        claims.Take(Data("one"), 4).ShouldBe(one);
        Should.Throw<SlipwayException>(() => claims.Take(Data("three"), 4)).Code.ShouldBe(ErrorCode.EngineExhausted);
        Directory.Delete(Data("one"), recursive: true);
        claims.Take(Data("three"), 4).First.ShouldBe(one.First);
    }

    [Fact]
    public void After_a_reboot_a_data_directory_gets_its_numbers_again()
    {
        var claims = new SlotClaims(_ground.File("host"), 100);
        claims.Take(Data("one"), 4);
        var two = claims.Take(Data("two"), 4);
        Directory.Delete(_ground.File("host"), recursive: true);
        claims.Take(Data("two"), 4).ShouldBe(two);
        claims.Take(Data("three"), 4).Overlaps(two).ShouldBeFalse();
    }

    [Fact]
    public void Releasing_the_last_claim_leaves_nothing()
    {
        var claims = new SlotClaims(_ground.File("host"), 100);
        claims.Take(Data("one"), 4);
        claims.Take(Data("two"), 4);
        var lasts = 0;
        claims.Release(Data("one"), () => lasts++);
        lasts.ShouldBe(0);
        claims.Release(Data("two"), () => lasts++);
        lasts.ShouldBe(1);
        Directory.Exists(_ground.File("host")).ShouldBeFalse();
        claims.Release(Data("one"), () => lasts++);
    }

    public void Dispose() => _ground.Dispose();

    private string Data(string name) =>
        Directory.CreateDirectory(Path.Combine(_ground.File(name), "run")).Parent!.FullName;
}
