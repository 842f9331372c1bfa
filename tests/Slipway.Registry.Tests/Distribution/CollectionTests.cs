using System.Net;
using Slipway.Oci;
using Slipway.Oci.Json;
using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

/// <summary>The garbage collection beside clients that push.</summary>
public sealed class CollectionTests : RegistryTests
{
    private static readonly TimeSpan Hold = new DistributionLimits().UploadHold;

    [Fact]
    public async Task An_uploaded_blob_waits_for_its_manifest_and_goes_when_none_comes()
    {
        var digest = await Client.PushBlobAsync("demo/app", "layer"u8.ToArray(), Cancel);
        Server.Clock.Advance(Hold - TimeSpan.FromMinutes(1));
        (await Server.Content.CollectAsync(Cancel)).Removed.ShouldBe(0);
        Server.Clock.Advance(TimeSpan.FromMinutes(2));
        (await Server.Content.CollectAsync(Cancel)).Removed.ShouldBe(1);
        (await HeadAsync(digest)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_answer_that_a_blob_is_here_keeps_it_here()
    {
        var digest = await Client.PushBlobAsync("demo/app", "layer"u8.ToArray(), Cancel);
        Server.Clock.Advance(Hold - TimeSpan.FromMinutes(1));
        (await HeadAsync(digest)).ShouldBe(HttpStatusCode.OK);
        Server.Clock.Advance(Hold - TimeSpan.FromMinutes(1));
        (await Server.Content.CollectAsync(Cancel)).Removed.ShouldBe(0);
        (await HeadAsync(digest)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_mounted_blob_stays_though_the_repository_it_came_from_is_emptied()
    {
        var layer = "layer"u8.ToArray();
        var manifest = await PushImageAsync("demo/app", "v1", layer);
        using var mounted = await Client.PostAsync(
            $"/v2/staging/app/blobs/uploads/?mount={Digest.OfBytes(layer)}&from=demo/app", null, Cancel);
        mounted.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Client.DeleteAsync($"/v2/demo/app/manifests/{manifest}", Cancel)).EnsureSuccessStatusCode();
        Server.Clock.Advance(Hold - TimeSpan.FromMinutes(1));
        await Server.Content.CollectAsync(Cancel);
        Server.Content.SizeOf(Digest.OfBytes(layer)).ShouldBe(layer.Length);
    }

    [Fact]
    public async Task Deleting_an_image_frees_what_no_other_image_has()
    {
        var shared = "shared"u8.ToArray();
        var first = await PushImageAsync("demo/app", "v1", shared, "one"u8.ToArray());
        await PushImageAsync("demo/app", "v2", shared, "two"u8.ToArray());
        (await Client.DeleteAsync($"/v2/demo/app/manifests/{first}", Cancel)).EnsureSuccessStatusCode();
        Server.Clock.Advance(Hold + TimeSpan.FromMinutes(1));
        (await Server.Content.CollectAsync(Cancel)).Removed.ShouldBe(3); // manifest, configuration, layer "one"
        Server.Content.SizeOf(Digest.OfBytes(shared)).ShouldNotBeNull();
        Server.Content.SizeOf(Digest.OfBytes("one"u8)).ShouldBeNull();
        (await Client.GetAsync("/v2/demo/app/manifests/v2", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Pushes_beside_a_running_collection_all_succeed_and_are_whole()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var collecting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Server.Content.CollectAsync(Cancel);
        }, Cancel);
        await Parallel.ForEachAsync(Enumerable.Range(0, 24),
            new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = Cancel }, async (i, _) =>
        {
            var layer = BitConverter.GetBytes(i % 5);
            var manifest = await PushImageAsync($"demo/app{i % 3}", $"v{i}", layer);
            (await Client.GetByteArrayAsync($"/v2/demo/app{i % 3}/blobs/{Digest.OfBytes(layer)}", Cancel))
                .ShouldBe(layer);
            if (i % 2 == 0)
                await Client.DeleteAsync($"/v2/demo/app{i % 3}/manifests/v{i}", Cancel);
        });
        await stop.CancelAsync();
        await collecting;
        for (var i = 1; i < 24; i += 2)
            (await Server.Images.FindAsync(ImageReference.Parse($"demo/app{i % 3}:v{i}"), Cancel)).ShouldNotBeNull();
    }

    private async Task<Digest> PushImageAsync(string repository, string tag, params byte[][] layers)
    {
        var config = OciJson.Write(new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem(
            [.. layers.Select(layer => Digest.OfBytes(layer))]) });
        var descriptors = new List<Descriptor>();
        foreach (var layer in layers)
            descriptors.Add(
                new Descriptor(MediaTypes.Layer, await Client.PushBlobAsync(repository, layer, Cancel), layer.Length));
        var manifest = OciJson.Write(new ImageManifest { Config = new Descriptor(MediaTypes.Config,
            await Client.PushBlobAsync(repository, config, Cancel), config.Length), Layers = descriptors });
        (await Client.PushManifestAsync(repository, tag, manifest, Cancel)).EnsureSuccessStatusCode();
        return Digest.OfBytes(manifest);
    }

    private async Task<HttpStatusCode> HeadAsync(Digest digest)
    {
        using var answer = await Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Head, $"/v2/demo/app/blobs/{digest}"), Cancel);
        return answer.StatusCode;
    }
}
