using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Platform.Routes;

namespace Slipway.Edge.Tests;

/// <summary>
/// A small web application on a port of its own that says its name, answers slowly, takes uploads and
/// echoes WebSockets.
/// </summary>
internal sealed class WebGear : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _requests;

    private WebGear(string name, WebApplication application)
    {
        Name = name;
        _application = application;
    }

    public string Name { get; }

    public IPEndPoint Address => new(IPAddress.Loopback, new Uri(_application.Urls.First()).Port);

    public Server Server => new(Name, Address);

    public int Requests => Volatile.Read(ref _requests);

    /// <summary>Completes when a request to <c>/slow</c> has arrived.</summary>
    public TaskCompletionSource SlowBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<WebGear> StartAsync(string name)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
        });
        var gear = new WebGear(name, builder.Build());
        gear._application.UseWebSockets();
        gear._application.Run(gear.AnswerAsync);
        await gear._application.StartAsync();
        return gear;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        switch (context.Request.Path.Value)
        {
            case "/slow":
                SlowBegun.TrySetResult();
                await Task.Delay(int.Parse(context.Request.Query["ms"]!), context.RequestAborted);
                await context.Response.WriteAsync(Name);
                break;
            case "/upload":
                await context.Response.WriteAsync($"{await LengthAsync(context.Request.Body)}");
                break;
            case "/headers":
                await context.Response.WriteAsJsonAsync(
                    context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()));
                break;
            case "/head":
                context.Response.Headers["X-Filler"] = new string('x', int.Parse(context.Request.Query["bytes"]!));
                break;
            case "/cookie":
                await context.Response.WriteAsync($"{context.Request.Headers.Cookie.ToString().Length}");
                break;
            case "/ws":
                await EchoAsync(await context.WebSockets.AcceptWebSocketAsync());
                break;
            default:
                await context.Response.WriteAsync(Name);
                break;
        }
    }

    private static async Task<long> LengthAsync(Stream body)
    {
        var buffer = new byte[65536];
        var length = 0L;
        for (int read; (read = await body.ReadAsync(buffer)) > 0;)
            length += read;
        return length;
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[1024];
        while (socket.State == WebSocketState.Open)
        {
            var message = await socket.ReceiveAsync(buffer, default);
            if (message.MessageType == WebSocketMessageType.Close)
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
            else
                await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, true, default);
        }
    }
}
