using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Slipway.Oci;
using Slipway.Testing.Registries;

namespace Slipway.Registry.Tests.Distribution;

public sealed class AccessTests : IAsyncLifetime
{
    private static readonly string[] Addresses =
        ["/v2/demo/{0}/tags/list", "/v2/demo/{0}/manifests/v1", "/v2/demo/{0}/blobs/" + Known,
            "/v2/demo/{0}/referrers/" + Known, "/v2/demo/{0}/blobs/uploads/0123"];

    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private RegistryServer _server = null!;

    private static string Known => Digest.OfBytes("layer"u8).ToString();

    public async ValueTask InitializeAsync()
    {
        _server = await RegistryServer.StartAsync();
        using var client = _server.ClientOf("dev");
        await client.PushBlobAsync("demo/app", "layer"u8.ToArray(), _cancel);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Everything_asks_the_unknown_to_log_in()
    {
        foreach (var authorization in new[]
        {
            null, "Basic", "Basic !!!", "Basic ZGV2", "Bearer x", "Basic " + Convert.ToBase64String("dev:wrong"u8),
            "Basic " + new string('A', 10_000),
        })
        {
            using var client = _server.ClientOf(null);
            if (authorization is not null)
                client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
            foreach (var address in Addresses.Select(address => string.Format(address, "app"))
                .Concat(["/v2/", "/v2", "/v2/_catalog", "/v2/nothing"]))
            {
                using var answer = await client.GetAsync(address, _cancel);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, address);
                answer.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Basic");
            }
        }
    }

    [Fact]
    public async Task Who_guessed_too_often_is_told_when_to_come_back_in_the_registrys_own_form()
    {
        using var client = _server.ClientOf(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String("dev:guess"u8));
        using var answer = await client.GetAsync("/v2/", _cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(13));
        (await answer.Content.ReadAsStringAsync(_cancel)).ShouldContain("\"code\":\"TOOMANYREQUESTS\"");
    }

    [Fact]
    public async Task A_foreign_user_cannot_tell_what_exists()
    {
        using var eve = _server.ClientOf("eve");
        foreach (var address in Addresses)
        {
            using var existing = await eve.GetAsync(string.Format(address, "app"), _cancel);
            using var missing = await eve.GetAsync(string.Format(address, "none"), _cancel);
            existing.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            missing.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await existing.Content.ReadAsStringAsync(_cancel))
                .ShouldBe(await missing.Content.ReadAsStringAsync(_cancel));
        }
        (await eve.PostAsync("/v2/demo/app/blobs/uploads/", null, _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        (await eve.DeleteAsync("/v2/demo/app/manifests/v1", _cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_catalog_names_only_what_one_may_pull()
    {
        foreach (var (user, repository) in new[]
        {
            ("dev", "demo/app"), ("eve", "evil/app"), ("admin", "images/debian"),
        })
            await PushAsync(user, repository);
        (await CatalogAsync("dev")).ShouldBe("""{"repositories":["demo/app","images/debian"]}""");
        (await CatalogAsync("eve")).ShouldBe("""{"repositories":["evil/app","images/debian"]}""");
        (await CatalogAsync("admin")).ShouldBe("""{"repositories":["demo/app","evil/app","images/debian"]}""");
        (await CatalogAsync("dev", "?n=1")).ShouldBe("""{"repositories":["demo/app"]}""");
    }

    [Fact]
    public async Task What_was_published_may_be_pulled_by_every_account_and_pushed_by_none()
    {
        var manifest = await PushAsync("admin", "debian12-team-stable/app");
        using var eve = _server.ClientOf("eve");
        (await eve.GetAsync("/v2/debian12-team-stable/app/manifests/v1", _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        (await CatalogAsync("eve")).ShouldBe("""{"repositories":[]}""");

        await _server.Images.PublishAsync(ImageReference.Parse("debian12-team-stable/app:v1"), manifest, _cancel);

        (await eve.GetAsync("/v2/debian12-team-stable/app/manifests/v1", _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.OK);
        (await CatalogAsync("eve")).ShouldBe("""{"repositories":["debian12-team-stable/app"]}""");
        (await eve.PostAsync("/v2/debian12-team-stable/app/blobs/uploads/", null, _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("GET /v2/demo/../../../../etc/passwd/blobs/x")]
    [InlineData("GET /v2/evil/../demo/app/tags/list")]
    [InlineData("GET /v2/evil/%2e%2e/demo/app/tags/list")]
    [InlineData("GET /v2/evil/..%2fdemo/app/tags/list")]
    [InlineData("GET /v2/evil%2f..%2fdemo%2fapp/tags/list")]
    [InlineData("GET /v2/EVIL/app/tags/list")]
    [InlineData("GET /v2/evil//app/tags/list")]
    [InlineData("GET /v2/evil/app%00/tags/list")]
    [InlineData("GET /v2//tags/list")]
    [InlineData("GET /v2/evil/app/blobs/sha256:../../../../slipway.db")]
    [InlineData("GET /v2/evil/app/blobs/sha256:%2e%2e%2f%2e%2e%2fslipway.db")]
    [InlineData("GET /v2/evil/app/manifests/..%2f..%2fx")]
    [InlineData("PUT /v2/evil/app/blobs/uploads/..%2f..%2fx?digest=sha256:0")]
    [InlineData("POST /v2/evil/app/blobs/uploads/?mount=../../x&from=demo/app")]
    [InlineData("OPTIONS /v2/evil/app/tags/list")]
    [InlineData("TRACE /v2/")]
    public async Task A_hostile_address_is_refused(string request)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(_server.Address.Split(':')[0], int.Parse(_server.Address.Split(':')[1]), _cancel);
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"eve:{RegistryServer.Secret}"));
        var head = $"{request} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {credentials}\r\nContent-Length: 0\r\n" +
            "Connection: close\r\n\r\n";
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), _cancel);
        using var reader = new StreamReader(connection.GetStream());
        var answer = await reader.ReadToEndAsync(_cancel);
        answer[9..12].ShouldBeOneOf("400", "403", "404", "405");
        answer.ShouldNotContain("demo");
    }

    [Fact]
    public async Task Names_that_are_too_long_are_refused()
    {
        using var client = _server.ClientOf("admin");
        (await client.GetAsync($"/v2/{new string('a', 256)}/tags/list", _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
        (await client.GetAsync($"/v2/demo/app/manifests/{new string('a', 129)}", _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await client.PushManifestAsync("demo/app", new string('a', 129), "{}"u8.ToArray(), _cancel)).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<Digest> PushAsync(string user, string repository)
    {
        using var client = _server.ClientOf(user);
        var config = await client.PushBlobAsync(repository, "{}"u8.ToArray(), _cancel);
        var manifest = Oci.Json.OciJson.Write(
            new ImageManifest { Config = new Descriptor(MediaTypes.Empty, config, 2), Layers = [] });
        (await client.PushManifestAsync(repository, "v1", manifest, _cancel)).EnsureSuccessStatusCode();
        return Digest.OfBytes(manifest);
    }

    private async Task<string> CatalogAsync(string user, string query = "")
    {
        using var client = _server.ClientOf(user);
        return await client.GetStringAsync("/v2/_catalog" + query, _cancel);
    }
}
