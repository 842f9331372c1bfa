using Slipway.EndToEnd.Installations;

namespace Slipway.EndToEnd.Faults;

/// <summary>Tests that end the server. Whatever came of one, the next finds a server.</summary>
[Collection(SharedInstallationCollection.Name)]
public abstract class FaultTests(SharedInstallation installation) : IAsyncLifetime
{
    protected SharedInstallation Installation => installation;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Environment.IsPrivilegedProcess)
            await installation.StartServerAsync();
        GC.SuppressFinalize(this);
    }
}
