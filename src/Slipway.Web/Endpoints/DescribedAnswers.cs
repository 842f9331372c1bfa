using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Slipway.Web.Requests;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>What the API's description says of every answer: its request id, and the problem that it may be.</summary>
internal static class DescribedAnswers
{
    public static async Task AddAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem (RFC 9457)",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new()
                {
                    Schema = await context.GetOrCreateSchemaAsync(typeof(ProblemResource), cancellationToken: cancel),
                },
            },
        };
        foreach (var response in operation.Responses.Values.OfType<OpenApiResponse>())
        {
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[RequestId.Header] = new OpenApiHeader
            {
                Description = "What the server's log has the request under; the client's own when it sent one",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }
    }
}
