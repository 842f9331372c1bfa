using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Engine.Embedded;
using Slipway.Testing;

namespace Slipway.Engine.Tests;

/// <summary>
/// An engine host on a data directory of the test's own; disposing it takes away all it made on this machine.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _data;

    public EmbeddedEngineOptions Options { get; private init; } = null!;

    public EngineHost Host { get; private set; } = null!;

    public static async Task<TestHost> OpenAsync(Func<EmbeddedEngineOptions, EmbeddedEngineOptions>? change = null)
    {
        var data = new TemporaryDirectory();
        var options = new EmbeddedEngineOptions
        {
            DataDirectory = data.Path, MaximumSlots = 6, SpareSlots = 1,
            Loggers = NullLoggerFactory.Instance, Loops = Silent.Loops,
        };
        var test = new TestHost(data) { Options = change is null ? options : change(options) };
        test.Host = await EngineHost.OpenAsync(test.Options, CancellationToken.None);
        return test;
    }

    private TestHost(TemporaryDirectory data) => _data = data;

    /// <summary>What a restart of the server does.</summary>
    public async Task ReopenAsync()
    {
        await Host.DisposeAsync();
        await OpenHostAsync();
    }

    public async Task OpenHostAsync() => Host = await EngineHost.OpenAsync(Options, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Host.TeardownAsync(CancellationToken.None);
        await Host.DisposeAsync();
        _data.Dispose();
    }
}
