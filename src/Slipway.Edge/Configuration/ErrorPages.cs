using System.Text;

namespace Slipway.Edge.Configuration;

/// <summary>The edge's own responses. They contain nothing of the request.</summary>
internal static class ErrorPages
{
    public const string UnknownHostFile = "unknown-host.html";
    public const string NoGearFile = "no-gear.html";
    public const string UnreachableFile = "unreachable.http";
    public const int RetryAfterSeconds = 5;

    public static readonly string UnknownHost = Page(
        "No application here", "No application is routed under this host name.",
        "<code>slipway app list</code> shows every application with its URL.");

    public static readonly string NoGear = Page(
        "Not running", "The application is known, but none of its gears serves at the moment.",
        "Try again in a few seconds. <code>slipway app show NAME</code> and <code>slipway logs NAME</code> tell why.");

    /// <summary>A complete response, in the format of HAProxy's <c>errorfile</c>.</summary>
    public static readonly string Unreachable =
        Response("503 Service Unavailable", Page(
            "Not reachable", "None of the application's gears accepted the request.",
        "Try again in a few seconds. <code>slipway logs NAME</code> tells why."));

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

    private static string Response(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n" +
        $"Retry-After: {RetryAfterSeconds}\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";
}
