using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform.Applications;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Environment;
using Slipway.Platform.Limits;
using Slipway.Platform.Releases;
using Slipway.Web.Access;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

internal static class ApplicationEndpoints
{
    public static void MapApplications(this IEndpointRouteBuilder api)
    {
        api.MapGet("/applications", ListAsync)
            .WithSummary("The applications of the caller's domains").Produces<IReadOnlyList<ApplicationResource>>();
        api.MapPost("/applications", CreateAsync).WithSummary("Creates an application").Produces<OperationResource>(
            StatusCodes.Status202Accepted);
        api.MapGet("/applications/{domain}/{name}", ShowAsync)
            .WithSummary("An application and its gears").Produces<ApplicationResource>();
        api.MapDelete("/applications/{domain}/{name}", DeleteAsync).WithSummary("Deletes an application")
            .Produces<OperationResource>(StatusCodes.Status202Accepted);
        api.MapPut("/applications/{domain}/{name}/scale", ScaleAsync).WithSummary("Sets the number of gears")
            .Produces<OperationResource>(StatusCodes.Status202Accepted);
        api.MapPatch("/applications/{domain}/{name}/limits", LimitAsync)
            .WithSummary("Changes the limits of each gear").Produces<OperationResource>(StatusCodes.Status202Accepted);
        api.MapPost("/applications/{domain}/{name}/rollback", RollbackAsync)
            .WithSummary("Makes a new release from an earlier one").Produces<OperationResource>(
                StatusCodes.Status202Accepted);
        api.MapGet("/applications/{domain}/{name}/environment", VariablesAsync)
            .WithSummary("The variables; resolved=true adds the cartridge's")
            .Produces<IReadOnlyList<VariableResource>>();
        api.MapPatch("/applications/{domain}/{name}/environment", ChangeAsync)
            .WithSummary("Sets and removes variables").Produces<OperationResource>(StatusCodes.Status202Accepted);
    }

    private static async Task<IReadOnlyList<ApplicationResource>> ListAsync(
        HttpContext http, ApplicationLookup lookup, ApplicationService applications, Addresses addresses)
    {
        var shown = new List<ApplicationResource>();
        foreach (var application in await lookup.ListAsync(http))
            shown.Add(ResourceMapping.Of(await applications.StatusAsync(application, http.RequestAborted), addresses));
        return shown;
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, Resources.NewApplication request, ApplicationLookup lookup,
        Platform.Accounts.DomainService domains, ApplicationService applications)
    {
        var domain = request.Domain ?? await lookup.DefaultDomainAsync(http);
        await domains.RequireAsync(http.Account(), domain, http.RequestAborted);
        var application = new Platform.Provisioning.NewApplication(domain, request.Name, request.Cartridge)
        {
            From = request.From, Empty = request.Empty,
        };
        application = application with { Limits = ResourceMapping.Of(request.Limits).Apply(application.Limits) };
        return Accepted.Of(await applications.CreateAsync(application, http.Account().Name, http.RequestAborted));
    }

    private static async Task<ApplicationResource> ShowAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup,
        ApplicationService applications, Addresses addresses) =>
        ResourceMapping.Of(await applications.StatusAsync(
            await lookup.RequireAsync(http, domain, name), http.RequestAborted), addresses);

    private static async Task<IResult> DeleteAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup, ApplicationService applications) =>
        Accepted.Of(await applications.DeleteAsync(
            await lookup.RequireAsync(http, domain, name), http.Account().Name, http.RequestAborted));

    private static async Task<IResult> ScaleAsync(
        HttpContext http, string domain, string name, NewScale scale, ApplicationLookup lookup,
        ApplicationService applications) =>
        Accepted.Of(await applications.ScaleAsync(
            await lookup.RequireAsync(http, domain, name), scale.Gears, http.Account().Name, http.RequestAborted));

    private static async Task<IResult> LimitAsync(
        HttpContext http, string domain, string name, LimitsResource limits, ApplicationLookup lookup,
        LimitService service) =>
        Accepted.Of(await service.ChangeAsync(
            await lookup.RequireAsync(http, domain, name), ResourceMapping.Of(limits),
            http.Account().Name, http.RequestAborted));

    private static async Task<IResult> RollbackAsync(
        HttpContext http, string domain, string name, Rollback rollback, ApplicationLookup lookup,
        ReleaseService releases) =>
        Accepted.Of(await releases.RollbackAsync(
            await lookup.RequireAsync(http, domain, name), rollback.Version, http.Account().Name, http.RequestAborted));

    private static async Task<IReadOnlyList<VariableResource>> VariablesAsync(
        HttpContext http, string domain, string name, ApplicationLookup lookup,
        EnvironmentService environment, ReleaseService releases, bool resolved = false)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        if (resolved)
            return [.. (await releases.ExportEnvironmentAsync(application, http.RequestAborted))
                .Select(pair => new VariableResource(pair.Key, pair.Value, "release"))];
        return [.. (await environment.ListAsync(application, http.RequestAborted)).Select(ResourceMapping.Of)];
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext http, string domain, string name, EnvironmentChange change, ApplicationLookup lookup,
        EnvironmentService environment)
    {
        var application = await lookup.RequireAsync(http, domain, name);
        return Accepted.Of(await environment.ChangeAsync(
            application, change.Variables.ToImmutableSortedDictionary(), http.Account().Name, http.RequestAborted));
    }
}
