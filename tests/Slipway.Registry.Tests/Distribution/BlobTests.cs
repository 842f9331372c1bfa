using System.Net;
using System.Net.Http.Headers;
using Slipway.Oci;

namespace Slipway.Registry.Tests.Distribution;

public sealed class BlobTests : RegistryTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)(i % 251))];
    private string _blob = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _blob = $"/v2/demo/app/blobs/{await Client.PushBlobAsync("demo/app", Content, Cancel)}";
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=10-19", 10, 10)]
    [InlineData("bytes=990-", 990, 10)]
    [InlineData("bytes=-7", 993, 7)]
    [InlineData("bytes=500-99999", 500, 500)]
    public async Task A_range_of_a_blob_is_read(string range, int first, int length)
    {
        using var answer = await GetAsync(range);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(Content[first..(first + length)]);
        answer.Content.Headers.ContentRange!.Length.ShouldBe(1000);
    }

    [Theory]
    [InlineData("bytes=1000-", HttpStatusCode.RequestedRangeNotSatisfiable)]
    [InlineData("bytes=99999999999999999999-", HttpStatusCode.OK)]
    [InlineData("bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12", HttpStatusCode.OK)]
    [InlineData("nonsense", HttpStatusCode.OK)]
    public async Task A_range_that_is_out_of_the_blob_is_refused_and_one_that_is_none_ignored(
        string range, HttpStatusCode expected)
    {
        using var answer = await GetAsync(range);
        answer.StatusCode.ShouldBe(expected);
        if (expected == HttpStatusCode.OK)
            (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(Content);
    }

    [Fact]
    public async Task The_head_of_a_blob_tells_length_and_digest()
    {
        using var answer = await Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, _blob), Cancel);
        answer.Content.Headers.ContentLength.ShouldBe(1000);
        answer.Headers.GetValues("Docker-Content-Digest").ShouldBe([Digest.OfBytes(Content).ToString()]);
    }

    [Fact]
    public async Task A_blob_is_read_through_its_own_repository_only()
    {
        (await Client.GetAsync(_blob.Replace("demo/app", "demo/other"), Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await Client.GetAsync(_blob.Replace("demo/app", "staging/app"), Cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Mounting_needs_the_right_to_pull_from_the_other_repository()
    {
        var digest = Digest.OfBytes(Content);
        using var own = await Client.PostAsync(
            $"/v2/staging/app/blobs/uploads/?mount={digest}&from=demo/app", null, Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await Client.GetByteArrayAsync($"/v2/staging/app/blobs/{digest}", Cancel)).ShouldBe(Content);
        using var eve = Server.ClientOf("eve");
        foreach (var from in new[] { "&from=demo/app", "&from=demo/none", "&from=../demo/app", "" })
        {
            using var foreign = await eve.PostAsync($"/v2/evil/app/blobs/uploads/?mount={digest}{from}", null, Cancel);
            foreign.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
        (await eve.GetAsync($"/v2/evil/app/blobs/{digest}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<HttpResponseMessage> GetAsync(string range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _blob);
        request.Headers.TryAddWithoutValidation("Range", range);
        return await Client.SendAsync(request, Cancel);
    }
}
