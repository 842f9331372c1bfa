using System.Collections.Immutable;
using System.Text;

namespace Slipway.Edge.Configuration;

/// <summary>
/// The edge's own responses. They name the cause and the next step, and contain nothing of the request.
/// </summary>
internal static class ErrorPages
{
    public const string UnknownHostFile = "unknown-host.html";
    public const string NoGearFile = "no-gear.html";
    public const int RetryAfterSeconds = 5;

    /// <summary>The bodies of what the configuration returns, by file.</summary>
    public static readonly ImmutableSortedDictionary<string, string> Bodies =
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            [UnknownHostFile] = Page(
                "No such application", "No application is routed under this host name.",
                "<code>slipway app list</code> shows every application with its URL."),
            [NoGearFile] = Page(
                "Application not running", "The application is known, but none of its gears serves at the moment.",
                "Try again in a few seconds. <code>slipway app show NAME</code> and <code>slipway logs NAME</code> " +
                "tell why."),
        });

    /// <summary>
    /// Complete responses by status, in the format of HAProxy's <c>errorfile</c>. Requests that it cannot read get its
    /// own words (400, 408), whatever is configured.
    /// </summary>
    public static readonly ImmutableSortedDictionary<int, string> Responses =
        ImmutableSortedDictionary.CreateRange(new Dictionary<int, string>
        {
            [502] = Response("502 Bad Gateway", Page(
                "No valid answer",
                "A gear of the application got the request, and ended or closed the connection without a valid " +
                "answer, or its answer has a head larger than 32 kB. The request was not repeated.",
                "<code>slipway logs NAME</code> tells why.")),
            [503] = Response("503 Service Unavailable", Page(
                "Application not reachable", "None of the application's gears accepted the connection.",
                "Try again in a few seconds. <code>slipway logs NAME</code> tells why."),
                $"Retry-After: {RetryAfterSeconds}\r\n"),
            [504] = Response("504 Gateway Timeout", Page(
                "Application too slow",
                "A gear of the application got the request, and did not answer in time. The request was not repeated.",
                "<code>slipway logs NAME</code> and <code>slipway app show NAME</code> tell what the gear does.")),
        });

    public static string FileOf(int status) => $"{status}.http";

    private static string Page(string title, string cause, string next) => $"""
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{title}</title>
        <style>body{"{"}font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:15vh auto;padding:0 1em{"}"}</style>
        <h1>{title}</h1>
        <p>{cause}</p>
        <p>{next}</p>
        </html>

        """;

    private static string Response(string status, string body, string fields = "") =>
        $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n{fields}"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
}
