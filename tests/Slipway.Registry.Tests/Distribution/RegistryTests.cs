using Slipway.Registry.Distribution;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>Tests with a registry of their own, whose client is <c>dev</c>.</summary>
public abstract class RegistryTests(DistributionLimits? limits = null) : IAsyncLifetime
{
    protected CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    private protected RegistryServer Server { get; private set; } = null!;

    protected HttpClient Client { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await RegistryServer.StartAsync(limits);
        Client = Server.ClientOf("dev");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
