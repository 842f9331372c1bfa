using Microsoft.AspNetCore.Http.Metadata;

namespace Slipway.Web.Endpoints;

/// <summary>How many bytes the body of a request to the endpoint may have.</summary>
internal sealed record UploadLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
