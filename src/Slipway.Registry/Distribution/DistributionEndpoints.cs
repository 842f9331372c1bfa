using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.Linux.Files;
using Slipway.Oci;
using Slipway.Registry.Access;
using Slipway.Registry.Content;

namespace Slipway.Registry.Distribution;

/// <summary>
/// The registry's HTTP API (distribution-spec 1.1) for docker, podman, skopeo, crane and containerd. An unauthenticated
/// client gets 401, a missing permission 403 whether the repository exists or not; everything else depends only on the
/// repository's own content.
/// </summary>
public static class DistributionEndpoints
{
    /// <summary>Handles everything below <c>/v2/</c>.</summary>
    public static IEndpointConventionBuilder MapDistribution(this IEndpointRouteBuilder routes, DistributionApi api) =>
        routes.Map("/v2/{**path}", context => AnswerAsync(context, api)).ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context, DistributionApi api)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            var principal = await AuthenticateAsync(context, api);
            var path = DistributionPath.Parse(context.Request.RouteValues["path"] as string ?? "");
            var result = await AnswerAsync(new DistributionRequest(context, principal, api), path);
            await result.ExecuteAsync(context);
        }
        catch (Exception e) when (
            context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client has disconnected.
        }
        catch (Exception e) when (!context.Response.HasStarted && RegistryError.Of(e) is { } error)
        {
            await new ErrorAnswer(error).ExecuteAsync(context);
        }
        catch (Exception e)
        {
            context.LogFailure(e);
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            context.Response.ContentLength = null;
            await new ErrorAnswer(RegistryError.Internal(context.TraceIdentifier)).ExecuteAsync(context);
        }
    }

    private static async Task<Principal> AuthenticateAsync(HttpContext context, DistributionApi api)
    {
        if (LoginCredentials.Of(context.Request.Headers.Authorization) is { } credentials)
        {
            if (await api.Authenticate(
                credentials, context.Connection.RemoteIpAddress, context.RequestAborted) is { } principal)
                return principal;
            context.LogRefusedLogin();
        }
        throw new RegistryException(RegistryError.Unauthorized);
    }

    private static async Task<IResult> AnswerAsync(DistributionRequest request, DistributionPath path)
    {
        if (path is DistributionPath.InRepository { Repository: var repository })
            await RequireAccessAsync(request, repository);
        return (path, request.Method) switch
        {
            (DistributionPath.Root, "GET" or "HEAD") => Results.Json(new EmptyAnswer(), AnswerJson.Default.EmptyAnswer),
            (DistributionPath.Catalog, "GET") => await ContentDiscovery.CatalogAsync(request),
            (DistributionPath.Tags tags, "GET") => await ContentDiscovery.TagsAsync(request, tags.Repository),
            (DistributionPath.Referrers referrers, "GET") => await ContentDiscovery.ReferrersAsync(request, referrers),
            (DistributionPath.Blob blob, "GET" or "HEAD") => await BlobRequests.GetAsync(request, blob),
            (DistributionPath.Uploads uploads, "POST") => await UploadRequests.BeginAsync(request, uploads.Repository),
            (DistributionPath.Upload upload, "GET") => await UploadRequests.StatusAsync(request, upload),
            (DistributionPath.Upload upload, "PATCH") => await UploadRequests.AppendAsync(request, upload),
            (DistributionPath.Upload upload, "PUT") => await UploadRequests.FinishAsync(request, upload),
            (DistributionPath.Upload upload, "DELETE") => await UploadRequests.CancelAsync(request, upload),
            (DistributionPath.Manifest manifest, "GET" or "HEAD") => await ManifestRequests.GetAsync(request, manifest),
            (DistributionPath.Manifest manifest, "PUT") => await ManifestRequests.PutAsync(request, manifest),
            (DistributionPath.Manifest manifest, "DELETE") => await ManifestRequests.DeleteAsync(request, manifest),
            _ => throw new RegistryException(RegistryError.Unsupported),
        };
    }

    private static async Task RequireAccessAsync(DistributionRequest request, string repository)
    {
        var allowed = request.Method is "GET" or "HEAD"
            ? await request.MayPullAsync(repository)
            : AccessRules.MayPush(request.Principal, repository);
        if (!allowed)
            throw new RegistryException(RegistryError.Denied);
    }
}
