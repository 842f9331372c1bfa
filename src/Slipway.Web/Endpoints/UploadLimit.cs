using Microsoft.AspNetCore.Http.Metadata;

namespace Slipway.Web.Endpoints;

/// <summary>The maximum size of the request body of an endpoint.</summary>
internal sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
