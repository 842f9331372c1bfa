using System.Text;
using Slipway.Dockerfiles.Syntax;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>Formats values like Go's fmt: docker writes an image's history this way, and tools compare it.</summary>
internal static class GoText
{
    /// <summary><c>["a" "b"]</c></summary>
    public static string Quoted(IEnumerable<string> words) => $"[{string.Join(' ', words.Select(Quote))}]";

    /// <summary><c>[a b]</c></summary>
    public static string Plain(IEnumerable<string> words) => $"[{string.Join(' ', words)}]";

    /// <summary>Docker has the start interval since version 25; the older text format has no place for it.</summary>
    public static string Of(HealthcheckConfig check)
    {
        var start = check.StartInterval is { } interval ? $" {Duration(interval)}" : "";
        var times = $"{Duration(check.Interval)} {Duration(check.Timeout)} {Duration(check.StartPeriod)}{start}";
        return $"&{{{Quoted(check.Test ?? [])} {times} '\\x{check.Retries ?? 0:x2}'}}";
    }

    private static string Duration(long? nanoseconds) => Quote(GoDuration.Write(nanoseconds ?? 0));

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(Escape(c));
        return quoted.Append('"').ToString();
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => @"\\",
        '\a' => @"\a",
        '\b' => @"\b",
        '\f' => @"\f",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        '\v' => @"\v",
        < ' ' or '\x7f' => $@"\x{(int)c:x2}",
        _ => c.ToString(),
    };
}
