using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Slipway.ImageTests.Clusters.Api;
using Slipway.Testing;

namespace Slipway.ImageTests.Tests.Clusters;

/// <summary>The client's library sees only responses of a bounded length that came within a bounded time.</summary>
public sealed class BoundedResponsesTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_response_of_the_largest_size_is_passed_on_and_one_that_is_longer_is_not()
    {
        using var fits = Client(new MemoryStream(new byte[100]));
        (await fits.GetByteArrayAsync("https://10.0.0.1/")).Length.ShouldBe(100);
        using var longer = Client(new MemoryStream(new byte[101]));
        (await Refusal.OfAsync(ErrorCode.Cluster, () => longer.GetAsync("https://10.0.0.1/")))
            .Message.ShouldContain("longer than 100 bytes");
    }

    [Theory]
    [InlineData(HttpStatusCode.OK)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task A_response_that_does_not_end_is_given_up_after_the_time(HttpStatusCode status)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("{"));
        using var client = Client(pipe.Reader.AsStream(), status);
        var request = client.GetAsync("https://10.0.0.1/");
        _clock.Advance(Timeout);
        await Should.ThrowAsync<OperationCanceledException>(
            () => request.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_that_becomes_a_WebSocket_is_not_read()
    {
        using var client = Client(new Pipe().Reader.AsStream(), HttpStatusCode.SwitchingProtocols);
        using var response = await client.GetAsync(
            "https://10.0.0.1/", HttpCompletionOption.ResponseHeadersRead, default);
        response.StatusCode.ShouldBe(HttpStatusCode.SwitchingProtocols);
    }

    private HttpClient Client(Stream body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(new BoundedResponses(100, Timeout, _clock) { InnerHandler = new Answer(body, status) });

    private sealed class Answer(Stream body, HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(body) });
    }
}
