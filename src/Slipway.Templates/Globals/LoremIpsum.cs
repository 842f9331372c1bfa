using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Globals;

/// <summary><c>lipsum()</c>: paragraphs of Latin words by chance.</summary>
internal static class LoremIpsum
{
    private static readonly string[] Words =
        ("lorem ipsum dolor sit amet consectetur adipisici elit sed eiusmod tempor incidunt ut labore et dolore " +
            "magna aliqua enim ad minim veniam quis " +
        "nostrud exercitation ullamco laboris nisi aliquid ex ea commodi consequat aute iure reprehenderit in " +
            "voluptate velit esse cillum eu fugiat " +
        "nulla pariatur excepteur sint obcaecat cupiditat non proident sunt culpa qui officia deserunt mollit anim " +
            "id est laborum").Split(' ');

    public static object Make(TemplateContext context, long paragraphs, bool html, long least, long max)
    {
        var made = new List<string>();
        for (var i = 0L; i < paragraphs; i++)
        {
            if (least >= max)
                throw Errors.Value($"empty range for randrange() ({least}, {max}, {max - least})");
            made.Add(Paragraph(context, context.Session.Random.NextInt64(least, max)));
        }
        return html
            ? new Markup(string.Join('\n', made.Select(paragraph => $"<p>{paragraph}</p>")))
            : string.Join("\n\n", made);
    }

    private static string Paragraph(TemplateContext context, long count)
    {
        var random = context.Session.Random;
        var made = new List<string>();
        var (begins, last) = (true, "");
        for (var i = 0L; i < count; i++)
        {
            context.Budget.Turn();
            string word;
            do
                word = Words[random.Next(Words.Length)];
            while (word == last);
            last = word;
            var end = i == count - 1 || random.Next(12) == 0 ? "." : random.Next(6) == 0 ? "," : "";
            made.Add((begins ? Casing.Capitalize(word) : word) + end);
            begins = end == ".";
        }
        return made.Count == 0 ? "." : string.Join(' ', made);
    }
}
