using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using Slipway.Edge.Configuration;
using Slipway.Edge.Runtime;
using Slipway.Edge.Supervision;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests;

public sealed class SwitchTests
{
    private const int Clients = 10;

    [Fact]
    public async Task Twenty_switches_and_a_reload_under_load_lose_no_request()
    {
        await using var fixture = new EdgeFixture(spare: 2);
        var gear = await WebGear.StartAsync("gear-0");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var worker = fixture.WorkerPid;
        using var stop = new CancellationTokenSource();
        var errors = new ConcurrentQueue<string>();
        var answered = 0;
        var load = Enumerable.Range(0, Clients).Select(_ => Task.Run(() =>
            LoadAsync(fixture.Options.Port, errors, () => Interlocked.Increment(ref answered), stop.Token))).ToList();
        var posts = Task.Run(
            () => LoadAsync(
                fixture.Options.Port, errors, () => Interlocked.Increment(ref answered), stop.Token, "POST"));

        for (var i = 1; i <= 20; i++)
        {
            var next = await WebGear.StartAsync($"gear-{i}");
            var slow = fixture.TextAsync("a.localhost", "/slow?ms=300");
            await Begun(gear, slow);
            await fixture.Edge.ApplyAsync(
                EdgeFixture.Table(EdgeFixture.Web("a", gear.Server with { Draining = true }, next.Server)), default);
            (await fixture.Edge.DrainedAsync("a", gear.Name, TimeSpan.FromSeconds(10), default)).ShouldBeTrue();
            (await slow).ShouldBe(gear.Name);
            // From half of the switches on there is a new application each time, until the spare backends are used up.
            Backend[] others = [
                .. Enumerable.Range(11, Math.Max(0, i - 10)).Select(n => EdgeFixture.Web($"other-{n}", next.Server))];
            await fixture.Edge.ApplyAsync(EdgeFixture.Table([EdgeFixture.Web("a", next.Server), .. others]), default);
            await gear.DisposeAsync();
            gear = next;
        }
        await stop.CancelAsync();
        await Task.WhenAll([.. load, posts]);
        (await fixture.TextAsync("other-20.localhost")).ShouldBe(gear.Name);
        await gear.DisposeAsync();

        errors.ShouldBeEmpty();
        answered.ShouldBeGreaterThan(500);
        fixture.WorkerPid
            .ShouldNotBe(worker, "the spare backends were to run out, so that a reload was among the switches");
    }

    [Fact]
    public async Task Membership_hosts_and_new_applications_change_without_a_reload()
    {
        await using var fixture = new EdgeFixture();
        await using var first = await WebGear.StartAsync("first");
        await using var second = await WebGear.StartAsync("second");
        await fixture.Edge.ApplyAsync(RouteTable.Empty, default);
        var worker = fixture.WorkerPid;

        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", first.Server)), default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("first");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", first.Server, second.Server)), default);
        var seen = new HashSet<string>();
        await EdgeFixture.EventuallyAsync(
            async () => seen.Add(await fixture.TextAsync("a.localhost")) && seen.Count == 2, "both gears answer");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(
            EdgeFixture.Web("a", second.Server) with { Hosts = ["a.example.org"] },
            EdgeFixture.Web("b", first.Server)), default);
        (await fixture.TextAsync("a.example.org")).ShouldBe("second");
        (await fixture.TextAsync("a.localhost")).ShouldBe("status 404");
        (await fixture.TextAsync("b.localhost")).ShouldBe("first");
        await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("b", first.Server with { Draining = true })), default);
        (await fixture.TextAsync("b.localhost")).ShouldBe("status 503");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("b", first.Server)), default);
        (await fixture.TextAsync("b.localhost")).ShouldBe("first");
        await fixture.Edge.ApplyAsync(
            EdgeFixture.Table(EdgeFixture.Web("b", first.Server with { Address = second.Address })), default);
        (await fixture.TextAsync("b.localhost")).ShouldBe("second");

        fixture.WorkerPid.ShouldBe(worker);
    }

    [Fact]
    public async Task A_gear_taken_out_of_the_table_finishes_its_request()
    {
        await using var fixture = new EdgeFixture();
        await using var old = await WebGear.StartAsync("old");
        await using var next = await WebGear.StartAsync("new");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", old.Server)), default);
        var slow = fixture.TextAsync("a.localhost", "/slow?ms=800");
        await Begun(old, slow);

        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", next.Server)), default);
        (await fixture.TextAsync("a.localhost")).ShouldBe("new");
        (await slow).ShouldBe("old");
        (await fixture.Edge.DrainedAsync("a", "old", TimeSpan.FromSeconds(5), default)).ShouldBeTrue();
        await EdgeFixture.EventuallyAsync(async () =>
        {
            await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", next.Server)), default);
            return !(await StateAsync(fixture)).Contains(" old ", StringComparison.Ordinal);
        }, "the idle server is deleted");
    }

    [Fact]
    public async Task A_request_that_a_replaced_worker_finishes_counts_as_not_drained()
    {
        await using var fixture = new EdgeFixture(spare: 1);
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server)), default);
        var worker = fixture.WorkerPid;
        var slow = fixture.TextAsync("a.localhost", "/slow?ms=1500");
        await Begun(gear, slow);

        await fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web("a", gear.Server with { Draining = true }),
            EdgeFixture.Web("b"), EdgeFixture.Web("c")), default);
        fixture.WorkerPid.ShouldNotBe(worker);
        (await fixture.Edge.DrainedAsync("a", "g", TimeSpan.Zero, default)).ShouldBeFalse();
        (await slow).ShouldBe("g");
        (await fixture.Edge.DrainedAsync("a", "g", TimeSpan.FromSeconds(5), default)).ShouldBeTrue();
    }

    [Fact]
    public async Task The_newest_of_many_tables_wins()
    {
        await using var fixture = new EdgeFixture();
        await using var gear = await WebGear.StartAsync("g");
        await fixture.Edge.StartAsync(default);
        await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => fixture.Edge.ApplyAsync(EdgeFixture.Table(EdgeFixture.Web($"a-{i}", gear.Server)), default)));
        (await fixture.TextAsync("a-19.localhost")).ShouldBe("g");
        (await fixture.TextAsync("a-3.localhost")).ShouldBe("status 404");
    }

    private static async Task Begun(WebGear gear, Task<string> request)
    {
        if (await Task.WhenAny(gear.SlowBegun.Task, request) == request)
            throw new InvalidOperationException($"{gear.Name} did not get the request; the answer was {await request}");
    }

    /// <summary>
    /// One client that keeps its connection and sends the next request when the last is answered. It repeats nothing:
    /// each fault counts.
    /// </summary>
    private static async Task LoadAsync(
        int port, ConcurrentQueue<string> errors, Action answered, CancellationToken stop, string method = "GET")
    {
        var request = Encoding.ASCII.GetBytes($"{method} / HTTP/1.1\r\nHost: a.localhost\r\nContent-Length: 0\r\n\r\n");
        TcpClient? client = null;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                client ??= new TcpClient("127.0.0.1", port) { NoDelay = true };
                await client.GetStream().WriteAsync(request, CancellationToken.None);
                var (status, close) = await ResponseAsync(client.GetStream());
                if (status != "HTTP/1.1 200 OK")
                    errors.Enqueue(status);
                answered();
                if (close)
                {
                    client.Dispose();
                    client = null;
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                errors.Enqueue(e.Message);
                client?.Dispose();
                client = null;
            }
            await Task.Delay(50, CancellationToken.None);
        }
        client?.Dispose();
    }

    private static async Task<(string Status, bool Close)> ResponseAsync(NetworkStream stream)
    {
        var text = "";
        var buffer = new byte[4096];
        while (!(text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal) || IsWhole(text)))
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
                throw new IOException($"the connection ended after {text.Length} characters of the response");
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }
        return (text.Split('\r')[0], text.Contains("connection: close", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var at = text.IndexOf("content-length: ", StringComparison.OrdinalIgnoreCase);
        return end > 0 && at > 0
            && text.Length - end - 4 >= int.Parse(text.AsSpan(at + 16, text.IndexOf('\r', at) - at - 16));
    }

    private static Task<string> StateAsync(EdgeFixture fixture) =>
        RuntimeSocket.SendAsync(
            EdgeProcess.ShortPath(fixture.HaproxyPid, HaproxyFiles.StatsSocket), "show servers state", default);
}
