using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Diagnostics.Loops;
using Slipway.Oci;
using Slipway.Registry.Distribution;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class RegistryMaintenanceTests
{
    [Fact]
    public async Task It_ends_abandoned_uploads_and_collects_what_they_left()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = await RegistryServer.StartAsync();
        using var client = server.ClientOf("dev");
        var digest = await client.PushBlobAsync("demo/app", "layer"u8.ToArray(), cancel);
        using var upload = await client.PostAsync("/v2/demo/app/blobs/uploads/", null, cancel);
        server.Clock.Advance(TimeSpan.FromHours(2));
        await using var maintenance = new RegistryMaintenance(server.Content, server.Api,
            new BackgroundLoops(TimeProvider.System, NullLoggerFactory.Instance),
            NullLogger<RegistryMaintenance>.Instance) { Interval = TimeSpan.FromMilliseconds(20) };
        maintenance.Start();
        (await Polling.UntilAsync(() => server.Content.SizeOf(digest) is null, TimeSpan.FromSeconds(20),
            TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel)).ShouldBeTrue();
        await maintenance.DisposeAsync();
        (await client.GetAsync(upload.Headers.Location, cancel)).StatusCode
            .ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await server.Content.RecoverAsync(cancel)).UnfinishedWrites.ShouldBe(0);
    }
}
