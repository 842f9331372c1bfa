using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Slipway.Testing.Clusters;

/// <summary>
/// The part of a Kubernetes API server that tests of pods talk to, over TLS on loopback: it keeps namespaces and
/// what is in them, wants a login, forwards ports to listeners of the test, and answers commands. What a kubelet
/// would do, a test says.
/// </summary>
public sealed class ClusterServer : IAsyncDisposable
{
    /// <summary>Is to be in no message.</summary>
    public const string Token = "sentinel-token-0123456789";

    private readonly WebApplication _application;

    private ClusterServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(
            new HttpsConnectionAdapterOptions
        {
            ServerCertificate = Certificates.Server, ClientCertificateMode = ClientCertificateMode.AllowCertificate,
            ClientCertificateValidation = (_, _, _) => true,
        })));
        _application = builder.Build();
        _application.UseWebSockets();
        _application.Run(AnswerAsync);
    }

    public static TestCertificates Certificates { get; } = new();

    public string Url => _application.Urls.Single();

    /// <summary>By path.</summary>
    public ConcurrentDictionary<string, JsonObject> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that were ever created.</summary>
    public ConcurrentQueue<JsonObject> Created { get; } = new();

    /// <summary>Method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The status of a pod whenever it is asked for.</summary>
    public Func<JsonObject, JsonNode> Status { get; set; } = _ => PodStatuses.Ready();

    /// <summary>Refuses a request with a status and a message.</summary>
    public Func<string, string, (int Status, string Message)?> Refuse { get; set; } = (_, _) => null;

    /// <summary>Told of each object after it is there.</summary>
    public Action<string, JsonObject> OnCreate { get; set; } = (_, _) => { };

    /// <summary>Where on this machine the ports of pods are.</summary>
    public Dictionary<int, int> Ports { get; } = [];

    /// <summary>What a command in a container does; null when it cannot be started.</summary>
    public Func<string, IReadOnlyList<string>, ExecAnswer?> Exec { get; set; } = (_, _) => null;

    public string Log { get; set; } = "";

    public string PreviousLog { get; set; } = "";

    public static async Task<ClusterServer> StartAsync()
    {
        var server = new ClusterServer();
        await server._application.StartAsync();
        return server;
    }

    /// <summary>How one logs in here by the token.</summary>
    public string Kubeconfig(string? user = null, string? cluster = null) =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: here
        contexts: [{name: here, context: {cluster: here, user: me, namespace: default} }]
        clusters: [{name: here, cluster: {server: "{{Url}}", {{cluster ?? $"certificate-authority-data: {TestCertificates.Encode(Certificates.AuthorityPem)}"}} } }]
        users: [{name: me, user: { {{user ?? $"token: {Token}"}} } }]
        """;

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        Requests.Enqueue($"{http.Request.Method} {path}");
        if (http.Request.Headers.Authorization != $"Bearer {Token}"
            && http.Connection.ClientCertificate?.Thumbprint != Certificates.Client.Thumbprint)
            await SayAsync(http, 401, "Unauthorized");
        else if (Refuse(http.Request.Method, path) is var (status, message))
            await SayAsync(http, status, message);
        else if (http.WebSockets.IsWebSocketRequest)
            await StreamAsync(http, path);
        else
            await (http.Request.Method switch
            {
                "POST" => CreateAsync(http, path),
                "DELETE" => RemoveAsync(http, path),
                _ => path.EndsWith("/log", StringComparison.Ordinal)
                    ? http.Response.WriteAsync(http.Request.Query.ContainsKey("previous") ? PreviousLog : Log)
                    : FindAsync(http, path),
            });
    }

    private async Task CreateAsync(HttpContext http, string path)
    {
        using var reader = new StreamReader(http.Request.Body);
        var item = (JsonObject)JsonNode.Parse(await reader.ReadToEndAsync())!;
        var name = (string)item["metadata"]!["name"]!;
        if (!Objects.TryAdd($"{path}/{name}", item))
        {
            await SayAsync(http, 409, $"\"{name}\" already exists");
            return;
        }
        Created.Enqueue((JsonObject)item.DeepClone());
        if (path == "/api/v1/namespaces")
            Objects[$"{path}/{name}/serviceaccounts/default"] =
                new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } };
        OnCreate(path, item);
        http.Response.StatusCode = 201;
        await http.Response.WriteAsync(item.ToJsonString());
    }

    private async Task RemoveAsync(HttpContext http, string path)
    {
        var known =
            Objects.Keys.Where(key => key == path || key.StartsWith(path + "/", StringComparison.Ordinal)).ToList();
        foreach (var key in known)
            Objects.TryRemove(key, out _);
        await SayAsync(http, known.Count > 0 ? 200 : 404, "");
    }

    private async Task FindAsync(HttpContext http, string path)
    {
        if (Objects.TryGetValue(path, out var item))
        {
            var shown = (JsonObject)item.DeepClone();
            if (path.Contains("/pods/", StringComparison.Ordinal))
                shown["status"] = Status(shown);
            await http.Response.WriteAsync(shown.ToJsonString());
        }
        else if (path.Split('/')[^1] is "namespaces" or "events")
        {
            var below = Objects.Where(one => one.Key.StartsWith(path + "/", StringComparison.Ordinal)
                && !one.Key[(path.Length + 1)..].Contains('/', StringComparison.Ordinal));
            await http.Response.WriteAsync(new JsonObject
            {
                ["items"] = new JsonArray([.. below.Select(one => one.Value.DeepClone())]),
            }.ToJsonString());
        }
        else
        {
            await SayAsync(http, 404, "not found");
        }
    }

    private async Task StreamAsync(HttpContext http, string path)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
        var channels = new ServerChannels(socket);
        var query = http.Request.Query;
        if (path.EndsWith("/portforward", StringComparison.Ordinal))
            await channels.ForwardAsync(int.Parse(query["ports"]!), Ports, http.RequestAborted);
        else
            await channels.AnswerAsync(
                Exec(query["container"]!, [.. query["command"].OfType<string>()]), http.RequestAborted);
    }

    private static Task SayAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsync(new JsonObject
        {
            ["kind"] = "Status", ["message"] = message, ["reason"] = status == 500 ? "ServerTimeout" : null,
        }.ToJsonString());
    }
}

/// <summary>What a command wrote, and how it ended.</summary>
public sealed record ExecAnswer(string Output, string Errors = "", int Code = 0);

/// <summary>An authority, a server on loopback and a client, each with its key.</summary>
public sealed class TestCertificates
{
    private readonly X509Certificate2 _authority = MakeAuthority();

    public TestCertificates()
    {
        Server = Issue("CN=localhost");
        Client = Issue("CN=tester");
    }

    public X509Certificate2 Server { get; }

    public X509Certificate2 Client { get; }

    public string AuthorityPem => _authority.ExportCertificatePem();

    public string ClientPem => Client.ExportCertificatePem();

    public string ClientKeyPem => Client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static X509Certificate2 MakeAuthority()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            "CN=test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }

    private X509Certificate2 Issue(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_authority, DateTimeOffset.UtcNow.AddHours(-1),
            DateTimeOffset.UtcNow.AddDays(29), RandomNumberGenerator.GetBytes(8));
        using var with = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(with.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
