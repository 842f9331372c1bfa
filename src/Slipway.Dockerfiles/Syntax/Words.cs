using System.Collections.Immutable;
using System.Text;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>Splits text at unquoted blanks. Quotes and escapes are kept until the word is expanded.</summary>
internal static class Words
{
    public static ImmutableArray<string> Split(string text, char escape)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var inWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                End();
                continue;
            }
            inWord = true;
            if (c == escape && quote != '\'')
            {
                if (i + 1 == text.Length)
                    break;
                word.Append(c).Append(text[++i]);
                continue;
            }
            if (quote == '\0' && c is '"' or '\'')
                quote = c;
            else if (c == quote)
                quote = '\0';
            word.Append(c);
        }
        End();
        return words.ToImmutable();

        void End()
        {
            if (inWord && words.Count < DockerfileLimits.Words)
                words.Add(word.ToString());
            word.Clear();
            inWord = false;
        }
    }

    /// <summary>Splits at blanks regardless of quotes (the classic form of COPY, EXPOSE, VOLUME, FROM).</summary>
    public static ImmutableArray<string> Fields(string text) =>
        [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
