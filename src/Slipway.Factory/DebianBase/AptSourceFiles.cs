using System.Collections.Immutable;

namespace Slipway.Factory.DebianBase;

/// <summary>Parses apt's source lists: the one-line style (<c>.list</c>) and deb822 (<c>.sources</c>).</summary>
public static class AptSourceFiles
{
    private const int MaxFileBytes = 1 << 20;

    /// <summary>
    /// All enabled sources of binary packages below a directory such as <c>/etc/apt</c>, in apt's order.
    /// </summary>
    public static ImmutableArray<AptSource> Read(string directory)
    {
        var parts = Path.Combine(directory, "sources.list.d");
        var files = Directory.Exists(parts) ? Directory.GetFiles(parts).Order(StringComparer.Ordinal).ToArray() : [];
        return [.. files.Prepend(Path.Combine(directory, "sources.list")).SelectMany(path => ReadFile(path))];
    }

    public static ImmutableArray<AptSource> ParseList(string text) => [.. text.Split('\n').SelectMany(ParseLine)];

    public static ImmutableArray<AptSource> ParseStanzas(string text) => [.. Stanzas(text).SelectMany(ParseStanza)];

    private static ImmutableArray<AptSource> ReadFile(string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > MaxFileBytes)
            return [];
        return Path.GetExtension(path) switch
        {
            ".list" => ParseList(File.ReadAllText(path)),
            ".sources" => ParseStanzas(File.ReadAllText(path)),
            _ => [],
        };
    }

    private static IEnumerable<AptSource> ParseLine(string line)
    {
        var text = line.Split('#')[0].Trim();
        if (!text.StartsWith("deb ", StringComparison.Ordinal) && !text.StartsWith("deb\t", StringComparison.Ordinal)
            && !text.StartsWith("deb[", StringComparison.Ordinal))
            yield break;
        text = text[3..].Trim();
        var options = "";
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is var end && end > 0)
            (options, text) = (text[1..end], text[(end + 1)..]);
        if (Fields(text) is [var uri, var suite, .. var components])
            yield return new AptSource(uri, suite, [.. components])
            {
                SignedBy = Option(options, "signed-by"),
                IsTrusted = Option(options, "trusted") == "yes",
            };
    }

    private static string? Option(string options, string name) =>
        Fields(options).Where(option => option.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
            .Select(option => option[(name.Length + 1)..]).LastOrDefault();

    private static IEnumerable<Dictionary<string, string>> Stanzas(string text)
    {
        var stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? field = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Append(""))
        {
            if (line.StartsWith('#'))
                continue;
            if (line.Length == 0)
            {
                if (stanza.Count > 0)
                    yield return stanza;
                stanza = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            }
            else if (char.IsWhiteSpace(line[0]) && field is not null && stanza.ContainsKey(field))
            {
                stanza[field] += "\n" + line.Trim();
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon && colon > 0)
            {
                stanza[field = line[..colon].Trim()] = line[(colon + 1)..].Trim();
            }
        }
    }

    private static IEnumerable<AptSource> ParseStanza(Dictionary<string, string> stanza)
    {
        if (!Fields(stanza.GetValueOrDefault("Types", "")).Contains("deb")
            || stanza.GetValueOrDefault("Enabled", "yes").Equals("no", StringComparison.OrdinalIgnoreCase))
            return [];
        return from uri in Fields(stanza.GetValueOrDefault("URIs", ""))
               from suite in Fields(stanza.GetValueOrDefault("Suites", ""))
               select new AptSource(uri, suite, [.. Fields(stanza.GetValueOrDefault("Components", ""))])
               {
                   SignedBy = stanza.GetValueOrDefault("Signed-By"),
                   IsTrusted = stanza.GetValueOrDefault("Trusted", "no")
                       .Equals("yes", StringComparison.OrdinalIgnoreCase),
               };
    }

    private static string[] Fields(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
