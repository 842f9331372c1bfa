using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>
/// The exec form: a JSON array of strings. Other text is the shell form; text after the array is ignored, as docker
/// does.
/// </summary>
internal static class JsonWords
{
    public static ImmutableArray<string>? TryRead(int line, string text)
    {
        if (!text.StartsWith('['))
            return null;
        var words = ImmutableArray.CreateBuilder<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), isFinalBlock: true,
            new JsonReaderState(new JsonReaderOptions { MaxDepth = 2 }));
        var onlyStrings = true;
        try
        {
            for (reader.Read(); reader.Read() && reader.TokenType != JsonTokenType.EndArray;)
            {
                if (reader.TokenType == JsonTokenType.String)
                    words.Add(reader.GetString()!);
                else
                    onlyStrings = false;
            }
            if (reader.TokenType != JsonTokenType.EndArray)
                return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
        if (!onlyStrings || words.Count > DockerfileLimits.Words)
            throw DockerfileException.Syntax(
                line, "the exec form takes strings only", "Put every element in double quotes.");
        return words.ToImmutable();
    }
}
