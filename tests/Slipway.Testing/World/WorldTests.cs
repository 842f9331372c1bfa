using Slipway.Platform.Composition;

namespace Slipway.Testing.World;

/// <summary>
/// Tests in a world of their own, where a server runs that has the cartridges <c>web:1</c>, <c>web:2</c>
/// and <c>db:1</c>.
/// </summary>
public abstract class WorldTests(PlatformStores? stores = null) : IAsyncLifetime
{
    protected PlatformWorld World { get; } = new(stores);

    public virtual async ValueTask InitializeAsync()
    {
        await World.StartAsync();
        await World.AddCartridgesAsync();
    }

    public virtual ValueTask DisposeAsync() => World.DisposeAsync();
}
