using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Slipway.Factory.Identity;
using Slipway.Factory.Naming;
using Slipway.Factory.Records;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

public sealed class ImageTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _admin = null!;
    private HttpClient _dev = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _admin = await _server.ClientOfAsync("admin");
        _dev = await _server.ClientOfAsync("dev");
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        _dev.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_image_is_told_with_its_layers_and_how_it_is_run()
    {
        var image = await SmallImage.StoreAsync(_server, "demo/app:v1");
        var shown = await ShowAsync(_dev, "demo/app:v1");
        ((string)shown["digest"]!).ShouldBe(image.Digest.ToString());
        ((string)shown["platform"]!).ShouldBe("linux/amd64");
        ((string)shown["user"]!).ShouldBe("7");
        ((string)shown["layers"]!.AsArray().ShouldHaveSingleItem()!["createdBy"]!).ShouldBe("COPY hello /");
        shown["factory"].ShouldBeNull();
    }

    [Fact]
    public async Task What_the_factory_published_is_told_to_every_account_as_what_it_was_asked_for()
    {
        var image = await SmallImage.StoreAsync(_server, "debian12-team-stable/app:1.0-p0");
        await _server.FactoryImages.AddAsync(Record("1", image, "1.0-p0-19026", new ChangeNumber(19026)), default);
        await _server.FactoryImages.AddAsync(Record("2", image, "1.0-p0", null), default);
        (await StatusAsync(_dev, HttpMethod.Get, "images/details", "debian12-team-stable/app:1.0-p0"))
            .ShouldBe(HttpStatusCode.NotFound);

        await _server.Images.PublishAsync(
            ImageReference.Parse("debian12-team-stable/app:1.0-p0"), image.Digest, default);
        await _server.Images.TagAsync(
            ImageReference.Parse("debian12-team-stable/app:1.0-p0-19026"), image.Digest, default);

        ((string)(await ShowAsync(_dev, "debian12-team-stable/app:1.0-p0"))["factory"]!["name"]!)
            .ShouldBe("debian12-team-stable/app:1.0-p0");
        ((string)(await ShowAsync(_dev, "debian12-team-stable/app:1.0-p0-19026"))["factory"]!["change"]!)
            .ShouldBe("19026");
    }

    [Fact]
    public async Task An_image_goes_with_its_last_name()
    {
        var image = await SmallImage.StoreAsync(_server, "demo/app:v1");
        await _server.Images.TagAsync(ImageReference.Parse("demo/app:v2"), image.Digest, default);

        (await RemoveAsync(_dev, "demo/app:v1")).ShouldBe(HttpStatusCode.NoContent);
        (await FindAsync($"demo/app@{image.Digest}")).ShouldNotBeNull();
        (await RemoveAsync(_dev, "demo/app:v2")).ShouldBe(HttpStatusCode.NoContent);
        (await FindAsync($"demo/app@{image.Digest}")).ShouldBeNull();
        (await RemoveAsync(_dev, "demo/app:v2")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task By_its_digest_an_image_goes_with_all_its_names()
    {
        var image = await SmallImage.StoreAsync(_server, "demo/app:v1");
        await _server.Images.TagAsync(ImageReference.Parse("demo/app:v2"), image.Digest, default);
        (await RemoveAsync(_dev, $"demo/app@{image.Digest}")).ShouldBe(HttpStatusCode.NoContent);
        (await _server.Images.ListTagsAsync("demo/app", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_published_or_somebody_elses_stays()
    {
        var image = await SmallImage.StoreAsync(_server, "images/base:1");
        (await RemoveAsync(_dev, "images/base:1")).ShouldBe(HttpStatusCode.Forbidden);
        await _server.Images.PublishAsync(ImageReference.Parse("images/base:1"), image.Digest, default);
        (await RemoveAsync(_admin, "images/base:1")).ShouldBe(HttpStatusCode.Conflict);
        (await RemoveAsync(_admin, $"images/base@{image.Digest}")).ShouldBe(HttpStatusCode.Conflict);
        (await FindAsync("images/base:1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_a_cartridge_names_stays_under_that_name()
    {
        var image = await SmallImage.StoreAsync(_server, "cartridges/web:1");
        await _server.Images.TagAsync(ImageReference.Parse("cartridges/web:old"), image.Digest, default);
        (await RemoveAsync(_admin, "cartridges/web:1")).ShouldBe(HttpStatusCode.Conflict);
        (await RemoveAsync(_admin, $"cartridges/web@{image.Digest}")).ShouldBe(HttpStatusCode.Conflict);
        (await RemoveAsync(_admin, "cartridges/web:old")).ShouldBe(HttpStatusCode.NoContent);
        await _server.Images.TagAsync(ImageReference.Parse("cartridges/plain:latest"), image.Digest, default);
        await _server.World.AddCartridgeAsync(
            "{Name: plain, Cartridge-Short-Name: PLAIN, Version: '1', Image-name: 'cartridges/plain:latest'}");
        (await RemoveAsync(_admin, "cartridges/plain")).ShouldBe(HttpStatusCode.Conflict);
        (await FindAsync("cartridges/web:1")).ShouldNotBeNull();
    }

    private static ImageRecord Record(string id, Image image, string tag, ChangeNumber? change) => new()
    {
        Id = id, Tree = "images", Image = "app", Repository = "debian12-team-stable/app", Tag = tag,
        Change = change, Digest = image.Digest,
        Identity = image.Digest, Parts = [new IdentityPart(IdentityKind.Dockerfile, "", "text")],
        Built = DateTimeOffset.UnixEpoch, Branch = "main",
    };

    private Task<Image?> FindAsync(string name) => _server.Images.FindAsync(ImageReference.Parse(name), default);

    private static async Task<JsonNode> ShowAsync(HttpClient client, string name) =>
        (await client.GetFromJsonAsync<JsonNode>($"images/details?name={Uri.EscapeDataString(name)}"))!;

    private static Task<HttpStatusCode> RemoveAsync(HttpClient client, string name) =>
        StatusAsync(client, HttpMethod.Delete, "images", name);

    private static async Task<HttpStatusCode> StatusAsync(
        HttpClient client, HttpMethod method, string path, string name)
    {
        using var answer = await client.SendAsync(
            new HttpRequestMessage(method, $"{path}?name={Uri.EscapeDataString(name)}"));
        return answer.StatusCode;
    }
}
