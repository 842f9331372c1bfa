using Slipway.Engine.Gears;
using Slipway.Oci;

namespace Slipway.Engine.Tests.Gears;

/// <summary>The contract, on the embedded engine.</summary>
public sealed class EmbeddedGearEngineTests : GearEngineContract
{
    private TestEngine _test = null!;

    protected override IGearEngine Engine => _test.Engine;

    protected override Digest Image => _test.Image.Digest;

    public override async ValueTask InitializeAsync() => _test = await TestEngine.OpenAsync();

    public override ValueTask DisposeAsync() => _test.DisposeAsync();

    protected override Task ReopenAsync() => _test.ReopenAsync();
}
