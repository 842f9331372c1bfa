using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>An image of one layer with one file.</summary>
internal static class SmallImage
{
    public static async Task<Image> StoreAsync(ApiServer server, string name, string text = "hello from the layer")
    {
        using var directory = new TemporaryDirectory();
        var tree = Directory.CreateDirectory(directory.File("tree")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "hello"), text);
        (await Tool.RunAsync(["tar", "--create", "--file", directory.File("layer.tar"), "--directory", tree,
            "--mtime=@0", "hello"])).OrThrow();
        var lease = await server.Content.LeaseAsync("test", TimeSpan.FromHours(1), default);
        var layer = await server.Content.PutAsync(
            await File.ReadAllBytesAsync(directory.File("layer.tar")), MediaTypes.Layer, lease, default);
        var config = new ImageConfig
        {
            Architecture = "amd64", Os = "linux", RootFs = new RootFileSystem([layer.Digest]),
            Config = new ContainerConfig { Cmd = ["/hello"], User = "7" },
            History = [new HistoryEntry { CreatedBy = "ENV A=B", EmptyLayer = true },
                new HistoryEntry { CreatedBy = "COPY hello /" }],
        };
        return await server.Images.PutAsync(ImageReference.Parse(name), config, [layer], lease, default);
    }
}
