using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Slipway.Engine.Embedded;
using Slipway.Engine.Gears;
using Slipway.Linux.Processes;
using Slipway.Oci.Archives;
using Slipway.Registry.Content;

namespace Slipway.Bench;

/// <summary>
/// From the call to the first HTTP 200 of an image that is present: a gear, and <c>docker run -d -p</c> of the same
/// image, in turns in one run. Docker is reached through its command line, as its users do; DOCKER_HOST names a daemon
/// that has the image loaded.
/// </summary>
internal static class FirstResponse
{
    private const int Port = 8080;
    private static readonly byte[] Request = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"u8.ToArray();

    /// <param name="archive">The image as <c>slipway image export</c> writes it.</param>
    /// <param name="image">Its name in Docker.</param>
    public static async Task<int> RunAsync(string archive, string image, int rounds)
    {
        await using var fixture = await BenchFixture.OpenAsync(slots: 16);
        await using var engine = await EmbeddedEngine.OpenAsync(
            fixture.Host, fixture.Snapshots, fixture.Images, default);
        var stored = await ImportAsync(archive, fixture.Content, fixture.Images);
        var (gear, docker) =
            (new Times("gear, to the first HTTP 200"), new Times("docker run -d -p, to the first HTTP 200"));
        for (var round = -2; round < rounds; round++)
        {
            var (ours, theirs) = (await GearAsync(engine, stored, $"web{round + 2}"), await DockerAsync(image));
            if (round < 0)
                continue;
            gear.Add(ours);
            docker.Add(theirs);
        }
        Console.WriteLine(string.Join('\n', gear, docker));
        Console.WriteLine($"ratio {docker.Median / gear.Median:0.0} times sooner");
        return 0;
    }

    private static async Task<Image> ImportAsync(string archive, ContentStore content, ImageStore images)
    {
        var lease = await content.LeaseAsync("bench", TimeSpan.FromHours(1), default);
        await using var file = File.OpenRead(archive);
        using var opened = ImageArchive.Open(file);
        var archived = opened.Images[0];
        foreach (var blob in archived.Blobs)
        {
            await using var stream = opened.OpenBlob(blob);
            await content.PutAsync(stream, blob.MediaType, blob.Digest, lease, default);
        }
        var manifest = await images.PutManifestAsync(
            "images/bench", archived.ManifestJson, archived.Manifest.MediaType, "1", default);
        return await images.GetAsync(manifest.Digest, default);
    }

    private static async Task<TimeSpan> GearAsync(EmbeddedEngine engine, Image image, string id)
    {
        var begun = Stopwatch.GetTimestamp();
        var state = await engine.StartAsync(new GearSpec { Id = id, Image = image.Digest }, default);
        var time = await AnsweredAsync(new IPEndPoint(state.Address, Port), begun);
        await engine.RemoveAsync(id, keepSlot: false, default);
        return time;
    }

    private static async Task<TimeSpan> DockerAsync(string image)
    {
        var port = FreePort();
        var begun = Stopwatch.GetTimestamp();
        var run = await Tool.RunAsync(["docker", "run", "-d", "-p", $"127.0.0.1:{port}:{Port}", image]);
        var time = await AnsweredAsync(new IPEndPoint(IPAddress.Loopback, port), begun);
        (await Tool.RunAsync(["docker", "rm", "-f", run.OrThrow().Output.Trim()])).OrThrow();
        return time;
    }

    private static async Task<TimeSpan> AnsweredAsync(IPEndPoint address, long begun)
    {
        while (Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(30))
        {
            if (await AnswersAsync(address))
                return Stopwatch.GetElapsedTime(begun);
            await Task.Delay(1);
        }
        throw new TimeoutException($"{address} does not answer");
    }

    private static async Task<bool> AnswersAsync(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address);
            await socket.SendAsync(Request);
            var answer = new byte[64];
            var length = await socket.ReceiveAsync(answer);
            return answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
