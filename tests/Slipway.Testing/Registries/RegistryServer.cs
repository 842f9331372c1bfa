using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Registry.Access;
using Slipway.Registry.Content;
using Slipway.Registry.Distribution;
using Slipway.Testing.Stores;

namespace Slipway.Testing.Registries;

/// <summary>
/// The registry on a free loopback port, with the users <c>dev</c> (domain demo), <c>eve</c> (domain evil)
/// and <c>admin</c>.
/// </summary>
public sealed class RegistryServer : IAsyncDisposable
{
    public const string Secret = "s3cret:with-colon";
    private readonly TemporaryDirectory _directory = new();
    private readonly WebApplication _application;

    private RegistryServer(DistributionLimits? limits, string? directory)
    {
        Content = new ContentStore(directory ?? _directory.Path, Index, Clock);
        Images = new ImageStore(Content, Index);
        Api = new DistributionApi(Content, Images, Index, AuthenticateAsync, Clock, limits);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.MapDistribution(Api);
    }

    public InMemoryContentIndex Index { get; } = new();

    /// <summary>What the server logged.</summary>
    public RecordedLog Log { get; } = new();

    public ManualClock Clock { get; } = new();

    public ContentStore Content { get; }

    public ImageStore Images { get; }

    public DistributionApi Api { get; }

    /// <summary>For logins of clients.</summary>
    public string LoginDirectory => Directory.CreateDirectory(_directory.File("logins")).FullName;

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address { get; private set; } = "";

    public static async Task<RegistryServer> StartAsync(DistributionLimits? limits = null, string? directory = null)
    {
        var server = new RegistryServer(limits, directory);
        await server._application.StartAsync();
        var address = server._application.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Address = address["http://".Length..];
        return server;
    }

    /// <summary>A client of the API; null is one without credentials.</summary>
    public HttpClient ClientOf(string? user)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://{Address}") };
        if (user is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Secret}")));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _directory.Dispose();
    }

    private static ValueTask<Principal?> AuthenticateAsync(
        LoginCredentials credentials, System.Net.IPAddress? source, CancellationToken cancel) =>
        credentials.Secret == "guess"
            ? throw new TooManyLoginsException(TimeSpan.FromSeconds(12.5))
            : ValueTask.FromResult(credentials.Secret != Secret ? null : credentials.User switch
            {
                "dev" => new Principal("dev", false, new HashSet<string> { "demo", "staging" }),
                "eve" => new Principal("eve", false, new HashSet<string> { "evil" }),
                "fault" => throw new InvalidOperationException("secret detail"),
                "admin" => new Principal("admin", true, new HashSet<string>()),
                _ => null,
            });
}
