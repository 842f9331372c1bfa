using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.ImageTests.Files;
using Slipway.ImageTests.Running;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>
/// Asks for each operation of an OpenAPI document that can be asked for, and holds status, content type and JSON
/// body against it.
/// </summary>
internal sealed class OpenApiProbe(IServiceTarget target, TestScope scope)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public async Task<IReadOnlyList<string>> FailuresAsync(OpenApiCheck check, CancellationToken cancel)
    {
        var document = OpenApiDocument.Parse(scope.Directory.ReadText(check.File), check.File);
        var failures = new List<string>();
        var asked = 0;
        foreach (var operation in document.Operations())
        {
            asked++;
            failures.AddRange((await SendAsync(check, document, operation, cancel))
                .Select(failure => $"GET {operation.Path}: {failure}"));
        }
        return asked > 0 ? failures : [$"'{check.File}': expected a GET operation without required parameters, " +
            "or with examples for them; there is none"];
    }

    private async Task<IReadOnlyList<string>> SendAsync(
        OpenApiCheck check, OpenApiDocument document, OpenApiOperation operation, CancellationToken cancel)
    {
        var request = new HttpCheck(check.Port, check.BasePath + operation.Path)
        {
            Tls = check.Tls,
            Headers = [.. operation.Headers.Select(header => new Variable(header.Key, header.Value))],
        };
        var answer = await new HttpProbe(target).SendAsync(request, cancel);
        var status = $"{answer.Status}";
        var response = operation.Responses[status] ?? operation.Responses[$"{status[0]}XX"]
            ?? operation.Responses["default"];
        if (document.Resolve(response) is not JsonObject described)
            return [$"expected status {string.Join(", ", operation.Responses.Select(one => one.Key))}, " +
                $"seen {status} with {TextChecks.Show(answer.Text)}"];
        return [.. Body(document, described["content"] as JsonObject, answer)];
    }

    private static IEnumerable<string> Body(OpenApiDocument document, JsonObject? contents, HttpResponse answer)
    {
        if (contents is null || contents.Count == 0)
            return [];
        var type = answer.MediaType ?? "none";
        var content = contents.FirstOrDefault(one => Fits(one.Key.Split(';')[0].Trim(), type));
        if (content.Value is null)
            return [$"expected content type {string.Join(", ", contents.Select(one => one.Key))}, seen {type}"];
        if (content.Value["schema"] is not { } schema || !IsJson(type))
            return [];
        try
        {
            return new SchemaMatch(document).Failures(JsonNode.Parse(answer.Body, documentOptions: Strict), schema);
        }
        catch (JsonException e)
        {
            return [$"expected a JSON body, seen: {e.Message}"];
        }
    }

    private static bool IsJson(string type) =>
        type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    private static bool Fits(string range, string type) =>
        range == "*/*" || range.Equals(type, StringComparison.OrdinalIgnoreCase)
        || (range.EndsWith("/*", StringComparison.Ordinal)
            && type.StartsWith(range[..^1], StringComparison.OrdinalIgnoreCase));
}
