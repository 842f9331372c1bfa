using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Web.Resources;

namespace Slipway.Client;

/// <summary>The REST API as the commands use it. Failures of the API become <see cref="SlipwayException"/>s.</summary>
internal sealed class ApiClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Credentials _credentials;

    public ApiClient(Credentials credentials)
    {
        _credentials = credentials;
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        if (credentials.Socket is { } socket)
            handler.ConnectCallback = (_, cancel) => ConnectAsync(socket, cancel);
        _http = new HttpClient(handler) { BaseAddress = new Uri(credentials.Url), Timeout = Timeout.InfiniteTimeSpan };
        if (credentials.Token is { } token)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Credentials Credentials => _credentials;

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancel);
        return await ReadAsync(response, type, cancel);
    }

    public async Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, bodyType));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await SendAsync(method, path, content, answerType, cancel);
    }

    public async Task<TAnswer> SendAsync<TAnswer>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancel)
    {
        using var response = await SendAsync(
            new HttpRequestMessage(method, Address(path)) { Content = content }, cancel);
        return await ReadAsync(response, answerType, cancel);
    }

    public async Task PutAsync<TBody>(string path, TBody body, JsonTypeInfo<TBody> type, CancellationToken cancel)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await SendAsync(new HttpRequestMessage(HttpMethod.Put, Address(path)) { Content = content }, cancel))
            .Dispose();
    }

    public async Task DeleteAsync(string path, CancellationToken cancel) =>
        (await SendAsync(new HttpRequestMessage(HttpMethod.Delete, Address(path)), cancel)).Dispose();

    public async Task DownloadAsync(string path, Stream target, CancellationToken cancel)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, Address(path)), cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await body.CopyToAsync(target, cancel);
    }

    /// <summary>The data of a server-sent event stream (HTML Living Standard, 9.2), until the server ends it.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        StreamAsync(HttpMethod.Get, path, null, type, cancel);

    /// <summary>The same for the response to a request with a body.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> type,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, Address(path)) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        using var response = await SendAsync(request, cancel);
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(body).EnumerateAsync(cancel))
            if (item.Data.Length > 0 && JsonSerializer.Deserialize(item.Data, type) is { } value)
                yield return value;
    }

    public void Dispose() => _http.Dispose();

    private static string Address(string path) => "/api/v1/" + path;

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        }
        catch (HttpRequestException e)
        {
            throw new SlipwayException(
                ErrorCode.Unavailable, $"the server at {_credentials.Socket ?? _credentials.Url} does not answer: " +
                    $"{e.InnerException?.Message ?? e.Message}",
                "start it with `slipway server`, or name another one with `slipway login URL`");
        }
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw new ProblemException(await ReadProblemAsync(response, cancel));
    }

    private static async Task<ProblemResource> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(
                await response.Content.ReadAsStreamAsync(cancel), ApiJson.Default.ProblemResource,
                cancel) is { Title: not null } problem)
                return problem with { Status = (int)response.StatusCode };
        }
        catch (JsonException)
        {
            // Not a response of Slipway: only the status is meaningful.
        }
        var hint = response.StatusCode == HttpStatusCode.Unauthorized ? "run `slipway login URL`" : null;
        var status = (int)response.StatusCode;
        return new ProblemResource(
            $"the server answered {status} {response.ReasonPhrase}", status, "http") { NextStep = hint };
    }

    private static async Task<T> ReadAsync<T>(
        HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel) =>
        await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(cancel), type, cancel)
        ?? throw new SlipwayException(ErrorCode.Internal, "the server's answer is empty");

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
