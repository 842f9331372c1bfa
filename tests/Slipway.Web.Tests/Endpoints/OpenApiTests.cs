using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Testing.Api;

namespace Slipway.Web.Tests.Endpoints;

/// <summary>The description lists what there is, and what it lists is there.</summary>
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private ApiServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ApiServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_route_is_in_the_description_and_nothing_else()
    {
        var routes = _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal)
                && !endpoint.RoutePattern.RawText.EndsWith("openapi.json", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(
                method => $"{method} {Constraint().Replace(endpoint.RoutePattern.RawText!, "}")}"));
        (await OperationsAsync()).Select(operation => operation.ToString()).Order().ShouldBe(routes.Order());
    }

    [Fact]
    public async Task Every_operation_has_a_summary_and_an_answer()
    {
        foreach (var operation in await OperationsAsync())
        {
            ((string?)operation.Description["summary"]).ShouldNotBeNullOrEmpty(operation.ToString());
            operation.Description["responses"]!.AsObject().Count.ShouldBeGreaterThan(0, operation.ToString());
        }
    }

    [Fact]
    public async Task Every_operation_asks_who_it_is_and_answers_a_member_with_a_result_or_a_problem()
    {
        await _server.World.CreateAsync("blog");
        using var nobody = _server.Client();
        using var dev = await _server.ClientOfAsync("dev");
        foreach (var operation in await OperationsAsync())
        {
            using var asked = await nobody.SendAsync(operation.Request());
            // Hooks have signatures instead of tokens.
            var (status, code) = operation.Path.Contains("/factory/hooks/")
                ? (HttpStatusCode.Forbidden, "forbidden")
                : (HttpStatusCode.Unauthorized, "unauthorized");
            await asked.ProblemAsync(status, code);
            using var answer = await dev.SendAsync(operation.Request());
            ((int)answer.StatusCode).ShouldBeOneOf([200, 201, 202, 204, 400, 403, 404, 409, 415, 422, 426],
                $"{operation}: {await answer.Content.ReadAsStringAsync()}");
            if (!answer.IsSuccessStatusCode)
                answer.Content.Headers.ContentType!.MediaType
                    .ShouldBe("application/problem+json", operation.ToString());
        }
    }

    private async Task<IReadOnlyList<Operation>> OperationsAsync()
    {
        using var client = _server.Client();
        var document = JsonNode.Parse(await client.GetStringAsync("openapi.json"))!;
        ((string)document["openapi"]!).ShouldStartWith("3.");
        return [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(
            method => new Operation(method.Key.ToUpperInvariant(), path.Key, method.Value!)))];
    }

    private sealed record Operation(string Method, string Path, JsonNode Description)
    {
        private const string Prefix = "/api/v1/";

        /// <summary>A request to what there is: the application exists, all else of such names does not.</summary>
        public HttpRequestMessage Request() => new(new HttpMethod(Method),
            Parameter().Replace(Path.Replace("{domain}", "demo").Replace("{name}", "blog"), "1")[Prefix.Length..])
        {
            Content = Method is "GET" or "DELETE" ? null : new StringContent("{}", Encoding.UTF8, "application/json"),
        };

        public override string ToString() => $"{Method} {Path}";
    }

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
