using System.Net.Security;
using System.Text;
using Slipway.ImageTests.Files;

namespace Slipway.ImageTests.Services;

/// <param name="Headers">Several of one name are joined by commas.</param>
internal sealed record HttpResponse(
    int Status, IReadOnlyDictionary<string, string> Headers, string? MediaType, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>
/// Sends one request to the service and takes its answer as it is: no redirects, no proxy, any certificate.
/// </summary>
internal sealed class HttpProbe(IServiceTarget target)
{
    private const int MaxBodyBytes = 4 << 20;
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);

    /// <exception cref="SlipwayException">There is no answer.</exception>
    public async Task<HttpResponse> SendAsync(HttpCheck check, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return await SendOnceAsync(check, ResponseTimeout, cancel);
            }
            catch (HttpRequestException e)
                when (e.HttpRequestError == HttpRequestError.ConnectionError && !target.RetryWindow.IsOver)
            {
                await target.RetryWindow.PauseAsync(cancel);
            }
            catch (HttpRequestException e)
            {
                var seen = e.InnerException is IOException broken ? broken.Message : e.Message;
                throw new SlipwayException(
                    ErrorCode.Unavailable, $"{check.Label}: expected an answer, seen: {seen}", inner: e);
            }
            catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
            {
                throw new SlipwayException(
                    ErrorCode.Unavailable,
                    $"{check.Label}: expected an answer within {ResponseTimeout.TotalSeconds:0} s, there was none",
                    inner: e);
            }
        }
    }

    /// <exception cref="HttpRequestException">There is no answer.</exception>
    /// <exception cref="OperationCanceledException">There is none within the time.</exception>
    public async Task<HttpResponse> SendOnceAsync(HttpCheck check, TimeSpan timeout, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(timeout);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = async (_, stop) => await target.ConnectAsync(check.Port, stop),
            SslOptions = new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
        });
        using var request = Request(check);
        using var response = await client.SendAsync(request, limit.Token);
        var body = await ReadAsync(await response.Content.ReadAsStreamAsync(limit.Token), limit.Token);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new HttpResponse(
            (int)response.StatusCode, headers, response.Content.Headers.ContentType?.MediaType, body);
    }

    private HttpRequestMessage Request(HttpCheck check)
    {
        var uri = new Uri($"{(check.Tls ? "https" : "http")}://{target.Host}:{check.Port}{check.Path}");
        var request = new HttpRequestMessage(new HttpMethod(check.Method), uri)
        {
            Content = check.Body is { } body ? new StringContent(body) : null,
        };
        foreach (var (name, value) in check.Headers)
        {
            if (request.Content is not null && name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                request.Content.Headers.Remove(name);
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return request;
    }

    private static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var kept = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; kept.Length < MaxBodyBytes && (read = await stream.ReadAsync(buffer, cancel)) > 0;)
            kept.Write(buffer, 0, (int)Math.Min(read, MaxBodyBytes - kept.Length));
        return kept.ToArray();
    }
}
