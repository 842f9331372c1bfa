namespace Slipway.Templates.Formatting;

/// <summary>
/// The named character references of HTML 5 (HTML, "Named character references"), from a resource: a name, a blank,
/// the code points.
/// </summary>
internal static class HtmlEntities
{
    private static readonly Lazy<Dictionary<string, string>> Names = new(Read);

    /// <param name="name">With its semicolon, or one of those that may stand without.</param>
    public static string? Find(string name) => Names.Value.GetValueOrDefault(name);

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(HtmlEntities).Assembly.GetManifestResourceStream("HtmlEntities.txt")!;
        using var reader = new StreamReader(stream);
        var names = new Dictionary<string, string>(2300);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split(' ');
            names[parts[0]] = string.Concat(
                parts.Skip(1).Select(point => char.ConvertFromUtf32(Convert.ToInt32(point, 16))));
        }
        return names;
    }
}
