using Microsoft.AspNetCore.Http;
using Slipway.Platform.Operations;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>202 with the operation and where it can be watched.</summary>
internal static class Accepted
{
    public static IResult Of(Operation operation) =>
        Results.Json(ResourceMapping.Of(operation), ApiJson.Default.OperationResource,
            statusCode: StatusCodes.Status202Accepted);
}
