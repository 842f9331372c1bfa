using Microsoft.AspNetCore.Http;
using Slipway.Platform.Operations;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>A 202 response with the operation and its URL.</summary>
internal static class Accepted
{
    public static IResult Of(Operation operation) =>
        Results.Json(ResourceMapping.Of(operation), ApiJson.Default.OperationResource,
            statusCode: StatusCodes.Status202Accepted);
}
