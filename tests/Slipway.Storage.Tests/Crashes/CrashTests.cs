using System.Diagnostics;
using System.Security.Cryptography;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing;

namespace Slipway.Storage.Tests.Crashes;

public sealed class CrashTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly Dictionary<string, Digest> _stored = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Whenever_the_process_is_killed_what_it_had_stored_is_whole_and_nothing_is_left_over()
    {
        for (var round = 0; round < 10; round++)
        {
            await RunAndKillAsync();
            await CheckAsync();
        }
        _stored.ShouldNotBeEmpty();
    }

    private async Task RunAndKillAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[Pusher.Variable] = _directory.Path;
        using var process = Process.Start(start)!;
        var lines = RandomNumberGenerator.GetInt32(4, 40);
        for (var i = 0; i < lines; i++)
            Note((await process.StandardOutput.ReadLineAsync(_cancel)).ShouldNotBeNull());
        // Somewhere inside the next step, not at its edge.
        Thread.SpinWait(RandomNumberGenerator.GetInt32(1, 400_000));
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync(_cancel) is { } line)
            Note(line);
        await process.WaitForExitAsync(_cancel);
    }

    private void Note(string line)
    {
        if (line[0] == '-')
            _stored.Remove(line[1..]);
        else if (line.Split(' ') is [var tag, { Length: 71 } digest])
            _stored[tag[1..]] = Digest.Parse(digest);
    }

    private async Task CheckAsync()
    {
        var (database, content, images) = Pusher.Open(_directory.Path);
        await using var closing = database;
        (await content.RecoverAsync(_cancel)).Missing.ShouldBeEmpty();
        foreach (var (tag, digest) in _stored)
            await CheckImageAsync(content,
                (await images.FindAsync(ImageReference.Parse($"demo/app:{tag}"), _cancel)).ShouldNotBeNull(), digest);
        foreach (var tag in await images.ListTagsAsync("demo/app", _cancel))
            await CheckImageAsync(content,
                (await images.FindAsync(ImageReference.Parse($"demo/app:{tag}"), _cancel)).ShouldNotBeNull(), null);
        await content.CollectAsync(_cancel);
        var again = await content.RecoverAsync(_cancel);
        (again.UnfinishedWrites, again.Trashed, again.Restored.Count, again.Missing.Count).ShouldBe((0, 0, 0, 0));
    }

    private async Task CheckImageAsync(ContentStore content, Image image, Digest? expected)
    {
        if (expected is { } digest)
            image.Digest.ShouldBe(digest);
        foreach (var layer in image.Manifest.Layers)
            Digest.OfBytes(await content.ReadAsync(layer.Digest, 1 << 20, _cancel)).ShouldBe(layer.Digest);
    }
}
