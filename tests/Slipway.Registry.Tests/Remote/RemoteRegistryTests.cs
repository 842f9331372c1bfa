using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Registry.Remote;
using Slipway.Registry.Tests.Distribution;
using Slipway.Testing;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Remote;

/// <summary>By skopeo, to a registry on loopback.</summary>
public sealed class RemoteRegistryTests : RegistryTests
{
    private static readonly ImageReference Name = ImageReference.Parse("demo/app:1.0-p0");

    [Fact]
    public async Task An_image_arrives_byte_for_byte_and_is_found_there()
    {
        await using var own = await RegistryServer.StartAsync();
        var image = await StoreAsync(own);
        using var remote = new RemoteRegistry(
            Server.LoginDirectory, Server.Address, new RemoteLogin("dev", RegistryServer.Secret), plainHttp: true);
        (await remote.FindAsync(Name, Cancel)).ShouldBeNull();
        await remote.PushAsync(own.Content, image, Name, Cancel);
        (await remote.FindAsync(Name, Cancel)).ShouldBe(image.Digest);
        (await Client.GetByteArrayAsync("/v2/demo/app/manifests/1.0-p0", Cancel))
            .ShouldBe(await own.Content.ReadAsync(image.Digest, 1 << 20, Cancel));
        foreach (var layer in image.Manifest.Layers)
            Digest.OfBytes(await Client.GetByteArrayAsync($"/v2/demo/app/blobs/{layer.Digest}", Cancel))
                .ShouldBe(layer.Digest);
    }

    [Fact]
    public async Task A_refusal_names_the_registry_and_not_the_password()
    {
        await using var own = await RegistryServer.StartAsync();
        var image = await StoreAsync(own);
        using var stranger = new RemoteRegistry(
            Server.LoginDirectory, Server.Address, new RemoteLogin("eve", RegistryServer.Secret), plainHttp: true);
        var refused = await Refusal.OfAsync(
            ErrorCode.RemoteRegistry, () => stranger.PushAsync(own.Content, image, Name, Cancel));
        refused.Message.ShouldContain(Server.Address);
        refused.ToString().ShouldNotContain(RegistryServer.Secret);
        using var wrong = new RemoteRegistry(
            Server.LoginDirectory, Server.Address, new RemoteLogin("dev", "wrong"), plainHttp: true);
        await Refusal.OfAsync(ErrorCode.RemoteRegistry, () => wrong.FindAsync(Name, Cancel));
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_an_error()
    {
        using var nobody = new RemoteRegistry(Server.LoginDirectory, "127.0.0.1:1", null, plainHttp: true);
        (await Refusal.OfAsync(ErrorCode.RemoteRegistry, () => nobody.FindAsync(Name, Cancel))).Message
            .ShouldContain("127.0.0.1:1");
    }

    private async Task<Image> StoreAsync(RegistryServer own)
    {
        var lease = await own.Content.LeaseAsync("test", TimeSpan.FromMinutes(5), Cancel);
        var layer = await own.Content.PutAsync(new byte[10_240], MediaTypes.Layer, lease, Cancel);
        var config =
            new ImageConfig { Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([layer.Digest]) };
        return await own.Images.PutAsync(ImageReference.Parse("a/app:1"), config, [layer], lease, Cancel);
    }
}
