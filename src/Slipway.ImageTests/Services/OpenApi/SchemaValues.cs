using System.Text.Json.Nodes;
using Slipway.ImageTests.Files;
using static Slipway.ImageTests.Services.OpenApi.SchemaTypes;

namespace Slipway.ImageTests.Services.OpenApi;

/// <summary>The keywords of strings and numbers.</summary>
internal static class SchemaValues
{
    public static IEnumerable<string> OfText(string text, JsonObject schema, string path)
    {
        var length = text.EnumerateRunes().Count();
        if (length < Number(schema["minLength"]))
            yield return $"{path}: expected at least {schema["minLength"]} characters, seen {length}";
        if (length > Number(schema["maxLength"]))
            yield return $"{path}: expected at most {schema["maxLength"]} characters, seen {length}";
        if (schema["pattern"]?.ToString() is not { } pattern)
            yield break;
        if (TextPattern.TryParse(pattern, out var problem) is not { } known)
            yield return $"{path}: the document's pattern '{pattern}' cannot be used: {problem}";
        else if (!known.Matches(text))
            yield return $"{path}: expected a match of '{pattern}', seen {SchemaMatch.Show(JsonValue.Create(text))}";
    }

    /// <summary>In 3.0 <c>exclusiveMinimum</c> is a flag of <c>minimum</c>, in 3.1 a number of its own.</summary>
    public static IEnumerable<string> OfNumber(double value, JsonObject schema, string path)
    {
        if (value < Number(schema["minimum"])
            || (IsTrue(schema["exclusiveMinimum"]) && value <= Number(schema["minimum"])))
            yield return $"{path}: expected at least {schema["minimum"]}, seen {value}";
        if (value > Number(schema["maximum"])
            || (IsTrue(schema["exclusiveMaximum"]) && value >= Number(schema["maximum"])))
            yield return $"{path}: expected at most {schema["maximum"]}, seen {value}";
        if (value <= Number(schema["exclusiveMinimum"]))
            yield return $"{path}: expected more than {schema["exclusiveMinimum"]}, seen {value}";
        if (value >= Number(schema["exclusiveMaximum"]))
            yield return $"{path}: expected less than {schema["exclusiveMaximum"]}, seen {value}";
        if (Number(schema["multipleOf"]) is { } step and > 0
            && Math.Abs((value / step) - Math.Round(value / step)) > 1e-9)
            yield return $"{path}: expected a multiple of {step}, seen {value}";
    }
}
