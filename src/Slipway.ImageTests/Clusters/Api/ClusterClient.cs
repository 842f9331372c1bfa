using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Clusters.Access;

namespace Slipway.ImageTests.Clusters.Api;

/// <summary>What a list holds, and what the time is at the server.</summary>
internal sealed record ClusterList(IReadOnlyList<JsonObject> Items, DateTimeOffset? Now);

/// <summary>
/// The few requests of the Kubernetes API that tests need. Objects are JSON as they were written: what an older
/// or newer server knows besides is not lost. Answers are bounded in size and time, redirects are not followed,
/// no proxy is asked.
/// </summary>
internal sealed class ClusterClient : IDisposable
{
    private const int MaxResponseBytes = 8 << 20;
    private readonly HttpMessageInvoker _http;
    private readonly Uri _base;
    private readonly ClusterAccess _access;
    private readonly ClusterFailures _failures;

    public ClusterClient(ClusterAccess access)
    {
        (_access, _failures) = (access, new ClusterFailures(access));
        // The name that the certificate is for is the address's host, wherever that is connected to.
        var address = new UriBuilder(access.Server) { Host = access.ServerName ?? access.Server.Host };
        _base = new Uri($"{address.Uri.GetLeftPart(UriPartial.Path).TrimEnd('/')}/");
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10),
            SslOptions = ClusterTls.Of(access),
            ConnectCallback = ConnectAsync, MaxResponseHeadersLength = 64,
        });
    }

    /// <param name="path">Behind the server's address, such as <c>api/v1/namespaces/x</c>.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<JsonObject?> FindAsync(string path, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Get, path, null, cancel) is { } answer ? ParseObject(answer.Body) : null;

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<ClusterList> ListAsync(string path, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Get, path, null, cancel) is { } answer
            ? new ClusterList(ParseObject(answer.Body).List("items"), answer.Date)
            : new ClusterList([], null);

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<string> ReadTextAsync(string path, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Get, path, null, cancel) is { } answer ? Encoding.UTF8.GetString(answer.Body) : "";

    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task CreateAsync(string path, JsonObject item, CancellationToken cancel)
    {
        if (await SendAsync(HttpMethod.Post, path, item, cancel) is null)
            throw new SlipwayException(
                ErrorCode.Cluster,
                $"the cluster has no {path}", "see that it is a Kubernetes cluster, of a version that is kept up");
    }

    /// <summary>What is not there is well, too.</summary>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public Task RemoveAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Delete, path, null, cancel);

    /// <summary>Opens a WebSocket that carries several channels.</summary>
    /// <exception cref="SlipwayException">The server refuses, or cannot be reached.</exception>
    public async Task<ChannelSocket> OpenAsync(string path, CancellationToken cancel)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(ChannelSocket.Protocol);
        socket.Options.CollectHttpResponseDetails = true;
        if (_access.Token is { } token)
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ClusterFailures.RequestTimeout);
        try
        {
            await socket.ConnectAsync(
                new UriBuilder(new Uri(_base, path)) { Scheme = Uri.UriSchemeWss }.Uri, _http, limit.Token);
            return new ChannelSocket(socket);
        }
        catch (Exception e)
            when (e is WebSocketException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status == 0 ? _failures.Unreachable(e) : _failures.Refusal(status, []);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(_access.Server.IdnHost, _access.Server.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(byte[] Body, DateTimeOffset? Date)?> SendAsync(
        HttpMethod method, string path, JsonObject? item, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, new Uri(_base, path));
        request.Headers.Accept.ParseAdd("application/json, */*;q=0.1");
        if (_access.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (item is not null)
            request.Content = new StringContent(item.ToJsonString(), Encoding.UTF8, "application/json");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(ClusterFailures.RequestTimeout);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            var body = await ReadAsync(response, limit.Token);
            return response.IsSuccessStatusCode ? (body, response.Headers.Date)
                : response.StatusCode == HttpStatusCode.NotFound ? null
                : throw _failures.Refusal(response.StatusCode, HoldsLogin(item) ? [] : body);
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw _failures.Unreachable(e);
        }
    }

    /// <summary>A refusal may show what was sent.</summary>
    private static bool HoldsLogin(JsonObject? item) => item.Text("type") == "kubernetes.io/dockerconfigjson";

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        var kept = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await stream.ReadAsync(buffer, cancel)) > 0;)
        {
            if (kept.Length + read > MaxResponseBytes)
                throw new SlipwayException(
                    ErrorCode.Cluster, $"an answer of the cluster is longer than {MaxResponseBytes} bytes",
                    "see that it is the API server that answers");
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static JsonObject ParseObject(byte[] body)
    {
        try
        {
            return ApiJsonReader.Parse(body);
        }
        catch (JsonException e)
        {
            throw new SlipwayException(
                ErrorCode.Cluster,
                "an answer of the cluster is no JSON object", "see that it is the API server that answers", e);
        }
    }
}
