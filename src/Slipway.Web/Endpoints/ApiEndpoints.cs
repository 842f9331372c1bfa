using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Platform.Accounts;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>The REST API, <c>/api/v1</c>, and its OpenAPI document at <c>/api/v1/openapi.json</c>.</summary>
public static class ApiEndpoints
{
    private static readonly string Version = typeof(ApiEndpoints).Assembly.GetName().Version!.ToString(3);

    public static IServiceCollection AddSlipwayApi(this IServiceCollection services)
    {
        services.AddScoped<ApplicationLookup>().AddScoped<ImagesInUse>().AddScoped<PullableImages>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.RespectNullableAnnotations = true;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Slipway";
            document.Info.Version = Version;
            return Task.CompletedTask;
        }).AddOperationTransformer(DescribedAnswers.AddAsync));
        return services;
    }

    public static void MapSlipwayApi(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/api/v1/openapi.json");
        var api = routes.MapGroup("/api/v1");
        var logins = routes.ServiceProvider.GetRequiredService<LoginService>();
        ((IEndpointConventionBuilder)api).Add(endpoint =>
        {
            var guarded = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = http => Caller.RequireAccountAsync(http, guarded, logins);
        });
        api.MapGet("/server", ServerAsync).WithSummary("Server and caller's account").Produces<ServerResource>();
        api.MapLoops();
        api.MapApplications();
        api.MapBuilds();
        api.MapPrivateInputs();
        api.MapReleases();
        api.MapGears();
        api.MapOperations();
        api.MapAccounts();
        api.MapTokens();
        api.MapDomains();
        api.MapCartridges();
        api.MapImages();
        api.MapFactory();
        api.MapWatches();
        routes.MapFactoryHooks();
    }

    private static async Task<ServerResource> ServerAsync(HttpContext http, DomainService domains, Addresses addresses)
    {
        var own = await domains.ListAsync(http.Account(), http.RequestAborted);
        return new ServerResource(Version, addresses.EdgeUrl, own.Count > 0 ? own[0].Name : "", http.Account().Name);
    }
}
