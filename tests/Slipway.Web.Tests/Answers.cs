using System.Net;
using System.Text.Json.Nodes;

namespace Slipway.Web.Tests;

/// <summary>Answers of the API as a client reads them.</summary>
internal static class Answers
{
    public static async Task<JsonNode> JsonAsync(
        this HttpResponseMessage answer, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(expected, body);
        return JsonNode.Parse(body)!;
    }

    /// <summary>The answer is a problem with all that RFC 9457 and Slipway's own contract ask for.</summary>
    public static async Task<JsonNode> ProblemAsync(this HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(body)!;
        ((string)problem["code"]!, (string)problem["type"]!, (int)problem["status"]!)
            .ShouldBe((code, "urn:slipway:problem:" + code, (int)status));
        ((string?)problem["title"]).ShouldNotBeNullOrEmpty();
        ((string?)problem["detail"]).ShouldNotBeNullOrEmpty();
        return problem;
    }

    /// <summary>The documents of a server-sent event stream that has ended, with their ids.</summary>
    public static async Task<IReadOnlyList<(string? Id, JsonNode Data)>> EventsAsync(this HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var events = new List<(string?, JsonNode)>();
        string? last = null;
        await foreach (var item in System.Net.ServerSentEvents.SseParser
            .Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
            if (item.Data.Length > 0)
                events.Add((last = item.EventId ?? last, JsonNode.Parse(item.Data)!));
        return events;
    }
}
