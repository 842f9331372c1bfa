using System.Net.Http.Headers;
using System.Text;
using Slipway.Build.Remote;
using Slipway.Dockerfiles;
using Slipway.Oci;

namespace Slipway.Factory.Watching.Reports;

/// <summary>Sends reports. It follows no redirects: a credential goes only to the address it was given for.</summary>
internal sealed class ReportClient : IDisposable
{
    private const int MaxResponseLength = 1_000;
    private readonly HttpClient _client;

    public ReportClient(bool mayReachThisMachine)
    {
        var handler = RemoteHttp.Handler(mayReachThisMachine);
        handler.AllowAutoRedirect = false;
        _client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <returns>The error; null on success.</returns>
    public async Task<string?> SendAsync(ReportRequest report, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, report.Url);
            request.Content = new StringContent(report.Body, Encoding.UTF8, "application/json");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("slipway", null));
            if (report.Authorization is { } authorization)
                request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
            using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            return answer.IsSuccessStatusCode
                ? null
                : $"{report.Url} answers {(int)answer.StatusCode}: {await ReadExcerptAsync(answer, cancel)}";
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException or IOException)
        {
            return $"{report.Url}: {(e.InnerException as SlipwayException)?.Message ?? e.Message}";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"{report.Url} does not answer in time";
        }
    }

    public void Dispose() => _client.Dispose();

    private static async Task<string> ReadExcerptAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancel);
        var text = new byte[MaxResponseLength];
        return Excerpt.Of(Encoding.UTF8.GetString(
            text, 0, await stream.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, cancel)));
    }
}
