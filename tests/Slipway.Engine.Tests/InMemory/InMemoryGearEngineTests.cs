using Slipway.Engine.Gears;
using Slipway.Oci;
using Slipway.Testing.Gears;

namespace Slipway.Engine.Tests.InMemory;

public class InMemoryGearEngineTests
{
    [Fact]
    public async Task A_gear_that_joins_another_has_its_address()
    {
        using var engine = new InMemoryGearEngine();
        var first = await engine.StartAsync(Spec("first"), default);
        (await engine.StartAsync(Spec("second") with { Join = "first" }, default)).Address.ShouldBe(first.Address);
        (await engine.StartAsync(Spec("third"), default)).Address.ShouldNotBe(first.Address);
    }

    [Fact]
    public async Task Nobody_joins_a_gear_that_is_not_there_or_keeps_its_slot()
    {
        using var engine = new InMemoryGearEngine();
        await engine.StartAsync(Spec("kept") with { Slot = "db" }, default);
        (await Should.ThrowAsync<SlipwayException>(
            () =>
                engine.StartAsync(Spec("a") with { Join = "none" }, default))).Code.ShouldBe(ErrorCode.EngineNotFound);
        (await Should.ThrowAsync<SlipwayException>(() =>
            engine.StartAsync(Spec("b") with { Join = "kept" }, default))).Code.ShouldBe(ErrorCode.EngineInvalidSpec);
    }

    private static GearSpec Spec(string id) => new() { Id = id, Image = Digest.OfBytes([1]) };
}
