using System.Text;

namespace Slipway.ImageTests.Pods;

/// <summary>
/// Replaces <c>$(NAME)</c> by a variable's value; <c>$$(NAME)</c> is <c>$(NAME)</c> itself, and names that are not
/// known stay as they are.
/// </summary>
internal static class PodReferences
{
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at]);
            }
            else if (text[at + 1] == '$')
            {
                result.Append('$');
                at++;
            }
            else if (text[at + 1] == '(' && text.IndexOf(')', at) is var end and > 0
                && variables.TryGetValue(text[(at + 2)..end], out var value))
            {
                result.Append(value);
                at = end;
            }
            else
            {
                result.Append('$');
            }
        }
        return result.ToString();
    }
}
