using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Slipway.Registry.Access;

namespace Slipway.Registry.Distribution;

internal sealed record ErrorDocument(IReadOnlyList<ErrorEntry> Errors);

internal sealed record ErrorEntry(string Code, string Message);

internal sealed record TagList(string Name, IReadOnlyList<string> Tags);

internal sealed record RepositoryList(IReadOnlyList<string> Repositories);

internal sealed record EmptyAnswer;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(TagList))]
[JsonSerializable(typeof(RepositoryList))]
[JsonSerializable(typeof(EmptyAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;

internal sealed class ErrorAnswer(RegistryError error) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (error.Status == StatusCodes.Status401Unauthorized)
            httpContext.Response.Headers.WWWAuthenticate = LoginCredentials.Challenge;
        if (error.Status == StatusCodes.Status429TooManyRequests)
            httpContext.Response.Headers.RetryAfter = error.RetryAfter ?? "10";
        var document = new ErrorDocument([new ErrorEntry(error.Code, error.Message)]);
        await Results.Json(document, AnswerJson.Default.ErrorDocument, statusCode: error.Status)
            .ExecuteAsync(httpContext);
    }
}
