using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Storage.Sqlite;

namespace Slipway.Storage.Tests.Crashes;

/// <summary>
/// What the crash test kills: this program, started again with the variable, stores, tags, removes and collects images
/// without end. It says <c>+tag digest</c> after an image is stored and <c>-tag</c> before it is removed.
/// </summary>
internal static class Pusher
{
    public const string Variable = "SLIPWAY_CRASH_TEST_DIRECTORY";

    public static (SqliteDatabase Database, ContentStore Content, ImageStore Images) Open(string directory)
    {
        var database = SqliteDatabase.Open(Path.Combine(directory, "slipway.db"), NullLogger<SqliteDatabase>.Instance);
        var index = new SqliteContentIndex(database);
        var content = new ContentStore(Path.Combine(
            directory, "blobs"), index, TimeProvider.System) { TrashDelay = TimeSpan.Zero };
        return (database, content, new ImageStore(content, index));
    }

    public static async Task RunAsync(string directory)
    {
        var (_, content, images) = Open(directory);
        await content.RecoverAsync(CancellationToken.None);
        for (var i = 0; ; i++)
        {
            var tag = $"t{RandomNumberGenerator.GetInt32(6)}";
            var name = ImageReference.Parse($"demo/app:{tag}");
            Say($"-{tag}");
            if (await images.FindAsync(name, CancellationToken.None) is { } old)
                await images.RemoveAsync(
                    ImageReference.Parse("demo/app").WithDigest(old.Digest), CancellationToken.None);
            Say($"+{tag} {await PutAsync(content, images, name)}");
            if (i % 3 == 0)
                await content.CollectAsync(CancellationToken.None);
        }
    }

    private static async Task<Digest> PutAsync(ContentStore content, ImageStore images, ImageReference name)
    {
        var lease = await content.LeaseAsync("crash test", TimeSpan.FromMinutes(5), CancellationToken.None);
        var layers = new List<Descriptor>();
        for (var i = 0; i < 3; i++)
            layers.Add(await content.PutAsync(
                RandomNumberGenerator.GetBytes(i == 0 ? 1 : 5000), MediaTypes.Layer, lease, CancellationToken.None));
        var config = new ImageConfig
        {
            Architecture = "amd64", Os = "linux", Author = Guid.NewGuid().ToString(),
            RootFs = new([.. layers.Select(layer => layer.Digest)]),
        };
        var image = await images.PutAsync(name, config, layers, lease, CancellationToken.None);
        await content.ReleaseAsync(lease, CancellationToken.None);
        return image.Digest;
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
