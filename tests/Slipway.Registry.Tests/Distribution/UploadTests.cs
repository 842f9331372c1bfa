using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Slipway.Oci;
using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

public sealed class UploadTests()
    : RegistryTests(new DistributionLimits { MaxBlobBytes = 1 << 20, UploadsPerPrincipal = 4, Uploads = 6 })
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);
    private static readonly Digest ContentDigest = Digest.OfBytes(Content);

    [Fact]
    public async Task A_blob_is_sent_in_chunks_and_read_back()
    {
        var location = await BeginAsync();
        foreach (var (first, length) in new[] { (0, 100_000), (100_000, 1), (100_001, 99_999) })
        {
            using var answer = await PatchAsync(location, first, Content.AsSpan(first, length).ToArray());
            answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
            answer.Headers.GetValues("Range").ShouldBe([$"0-{first + length - 1}"]);
        }
        using var finished = await FinishAsync(location, ContentDigest, Content[200_000..]);
        finished.StatusCode.ShouldBe(HttpStatusCode.Created);
        finished.Headers.GetValues("Docker-Content-Digest").ShouldBe([ContentDigest.ToString()]);
        (await Client.GetByteArrayAsync(finished.Headers.Location, Cancel)).ShouldBe(Content);
    }

    [Fact]
    public async Task A_chunk_out_of_order_is_refused_with_the_place_to_go_on()
    {
        var location = await BeginAsync();
        (await PatchAsync(location, 0, Content[..1000])).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        foreach (var first in new[] { 0, 999, 1001 })
        {
            using var answer = await PatchAsync(location, first, Content[1000..2000]);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
            answer.Headers.GetValues("Range").ShouldBe(["0-999"]);
        }
        using var status = await Client.GetAsync(location, Cancel);
        status.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        status.Headers.GetValues("Range").ShouldBe(["0-999"]);
        using var finished = await FinishAsync(location, ContentDigest, Content[1000..]);
        finished.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task An_upload_whose_connection_broke_is_resumed_where_it_stopped()
    {
        var location = await BeginAsync();
        using (await SendPartAsync(location, Content[..120_000], claimed: Content.Length))
            await WaitForAsync(async () => await RangeAsync(location) == "0-119999");
        var finished = await FinishAsync(location, ContentDigest, Content[120_000..]);
        await WaitForAsync(async () =>
        {
            if (finished.StatusCode == HttpStatusCode.Conflict) // the broken request has not ended yet
                finished = await FinishAsync(location, ContentDigest, Content[120_000..]);
            return finished.StatusCode != HttpStatusCode.Conflict;
        });
        finished.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Client.GetByteArrayAsync($"/v2/demo/app/blobs/{ContentDigest}", Cancel)).ShouldBe(Content);
    }

    [Fact]
    public async Task Content_that_has_another_digest_is_not_stored_and_ends_the_upload()
    {
        var location = await BeginAsync();
        using var answer = await FinishAsync(location, Digest.OfBytes("other"u8), Content);
        await ShouldBeErrorAsync(answer, HttpStatusCode.BadRequest, "DIGEST_INVALID");
        await ShouldBeErrorAsync(
            await Client.GetAsync(location, Cancel), HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN");
        (await Client.GetAsync($"/v2/demo/app/blobs/{ContentDigest}", Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await Server.Content.RecoverAsync(Cancel)).UnfinishedWrites.ShouldBe(0);
    }

    [Fact]
    public async Task ACancelled_upload_is_gone()
    {
        var location = await BeginAsync();
        (await Client.DeleteAsync(location, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PatchAsync(location, 0, Content)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Server.Content.RecoverAsync(Cancel)).UnfinishedWrites.ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_belongs_to_its_repository_and_its_sender()
    {
        var location = await BeginAsync();
        using var admin = Server.ClientOf("admin");
        (await admin.GetAsync(location, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Client.GetAsync(location.Replace("demo/app", "staging/app"), Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await Client.GetAsync(location, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_blob_that_is_too_large_is_refused_whether_its_length_is_told_or_not()
    {
        using var declared = RegistryClient.Bytes(new byte[(1 << 20) + 1]);
        await ShouldBeErrorAsync(
            await Client.PostAsync($"/v2/demo/app/blobs/uploads/?digest={ContentDigest}", declared, Cancel),
            HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
        using var request = new HttpRequestMessage(HttpMethod.Patch, await BeginAsync())
        {
            Content = RegistryClient.Bytes(new byte[(1 << 20) + 1]),
        };
        request.Headers.TransferEncodingChunked = true;
        await ShouldBeErrorAsync(
            await Client.SendAsync(request, Cancel), HttpStatusCode.RequestEntityTooLarge, "SIZE_INVALID");
    }

    [Fact]
    public async Task There_is_a_bound_on_uploads_and_abandoned_ones_expire()
    {
        for (var i = 0; i < 4; i++)
            await BeginAsync();
        await ShouldBeErrorAsync(await Client.PostAsync("/v2/demo/app/blobs/uploads/", null, Cancel),
            HttpStatusCode.TooManyRequests, "TOOMANYREQUESTS");
        using var eve = Server.ClientOf("eve");
        (await eve.PostAsync("/v2/evil/app/blobs/uploads/", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Server.Clock.Advance(TimeSpan.FromHours(1));
        await BeginAsync();
        (await Server.Content.RecoverAsync(Cancel)).UnfinishedWrites.ShouldBe(1);
    }

    [Theory]
    [InlineData("5-3")]
    [InlineData("-5")]
    [InlineData("a-b")]
    [InlineData("0-99999999999999999999")]
    [InlineData("0-9223372036854775807")]
    [InlineData("0-5")]
    public async Task A_nonsensical_content_range_is_refused(string range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, await BeginAsync())
        {
            Content = RegistryClient.Bytes(Content[..10]),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", range);
        (await Client.SendAsync(request, Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> BeginAsync()
    {
        using var answer = await Client.PostAsync("/v2/demo/app/blobs/uploads/", null, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        return answer.Headers.Location!.ToString();
    }

    private async Task<HttpResponseMessage> PatchAsync(string location, int first, byte[] chunk)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Patch, location) { Content = RegistryClient.Bytes(chunk) };
        request.Content.Headers.TryAddWithoutValidation("Content-Range", $"{first}-{first + chunk.Length - 1}");
        return await Client.SendAsync(request, Cancel);
    }

    private async Task<HttpResponseMessage> FinishAsync(string location, Digest digest, byte[] rest)
    {
        using var body = RegistryClient.Bytes(rest);
        return await Client.PutAsync($"{location}?digest={digest}", body, Cancel);
    }

    private async Task<TcpClient> SendPartAsync(string location, byte[] part, int claimed)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(Server.Address.Split(':')[0], int.Parse(Server.Address.Split(':')[1]), Cancel);
        var head = $"PATCH {location} HTTP/1.1\r\nHost: {Server.Address}\r\n" +
            $"Authorization: {Client.DefaultRequestHeaders.Authorization}\r\nContent-Length: {claimed}\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancel);
        await connection.GetStream().WriteAsync(part, Cancel);
        return connection;
    }

    private async Task<string> RangeAsync(string location)
    {
        using var status = await Client.GetAsync(location, Cancel);
        return status.Headers.GetValues("Range").Single();
    }

    private async Task WaitForAsync(Func<Task<bool>> condition) =>
        (await Polling.UntilAsync(_ => condition(), TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(20),
            TimeProvider.System, Cancel)).ShouldBeTrue();

    private async Task ShouldBeErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain($"\"code\":\"{code}\"");
    }
}
