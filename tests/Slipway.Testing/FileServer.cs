using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing;

/// <summary>
/// A web server on a free port of the loopback that serves the files of a directory, git repositories (the dumb
/// way) among them.
/// </summary>
public sealed class FileServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FileServer(string directory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.Run(async http =>
        {
            Asked.Add(http.Request.Path.Value!);
            var file = Path.Combine(directory, http.Request.Path.Value!.TrimStart('/'));
            if (Redirections.TryGetValue(http.Request.Path.Value, out var elsewhere))
                http.Response.Redirect(elsewhere);
            else if (File.Exists(file))
                await http.Response.SendFileAsync(file);
            else
                http.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }

    public ConcurrentBag<string> Asked { get; } = [];

    public ConcurrentDictionary<string, string> Redirections { get; } = new();

    public string Url => _application.Urls.Single();

    public static async Task<FileServer> StartAsync(string directory)
    {
        var server = new FileServer(directory);
        await server._application.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
