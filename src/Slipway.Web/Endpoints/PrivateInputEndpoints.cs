using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Platform.Builds;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>
/// Variables and secrets for all builds of an application. They are write-only: responses contain only names.
/// </summary>
internal static class PrivateInputEndpoints
{
    private const long MaxChangeBytes = 4 << 20;

    public static void MapPrivateInputs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/applications/{domain}/{name}/build-environment",
                (HttpContext http, string domain, string name, ApplicationLookup lookup, PrivateInputService inputs) =>
                    ListAsync(http, domain, name, PrivateInputKind.Variable, lookup, inputs))
            .WithSummary("The names of the variables for builds")
            .Produces<IReadOnlyList<PrivateInputResource>>();
        api.MapPatch("/applications/{domain}/{name}/build-environment", ChangeVariablesAsync)
            .WithSummary("Sets and removes variables for all later builds")
            .WithMetadata(new UploadLimit(MaxChangeBytes)).Produces<IReadOnlyList<PrivateInputResource>>();
        api.MapGet("/applications/{domain}/{name}/build-secrets",
                (HttpContext http, string domain, string name, ApplicationLookup lookup, PrivateInputService inputs) =>
                    ListAsync(http, domain, name, PrivateInputKind.Secret, lookup, inputs))
            .WithSummary("The names of the secret files for builds")
            .Produces<IReadOnlyList<PrivateInputResource>>();
        api.MapPatch("/applications/{domain}/{name}/build-secrets", ChangeSecretsAsync)
            .WithSummary("Sets and removes secret files for all later builds")
            .WithMetadata(new UploadLimit(MaxChangeBytes)).Produces<IReadOnlyList<PrivateInputResource>>();
    }

    private static async Task<IReadOnlyList<PrivateInputResource>> ListAsync(
        HttpContext http, string domain, string name, PrivateInputKind kind, ApplicationLookup lookup,
        PrivateInputService inputs)
    {
        var found = await inputs.ListAsync(await lookup.RequireAsync(http, domain, name), kind, http.RequestAborted);
        return [.. found.Select(input => new PrivateInputResource(input.Name, input.Changed))];
    }

    private static async Task<IReadOnlyList<PrivateInputResource>> ChangeVariablesAsync(
        HttpContext http, string domain, string name, BuildEnvironmentChange change, ApplicationLookup lookup,
        PrivateInputService inputs)
    {
        await inputs.ChangeVariablesAsync(
            await lookup.RequireAsync(http, domain, name), change.Variables, http.RequestAborted);
        return await ListAsync(http, domain, name, PrivateInputKind.Variable, lookup, inputs);
    }

    private static async Task<IReadOnlyList<PrivateInputResource>> ChangeSecretsAsync(
        HttpContext http, string domain, string name, BuildSecretsChange change, ApplicationLookup lookup,
        PrivateInputService inputs)
    {
        await inputs.ChangeSecretsAsync(
            await lookup.RequireAsync(http, domain, name), change.Secrets, http.RequestAborted);
        return await ListAsync(http, domain, name, PrivateInputKind.Secret, lookup, inputs);
    }
}
