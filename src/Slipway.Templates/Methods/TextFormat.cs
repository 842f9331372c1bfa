using System.Text;
using Slipway.Templates.Formatting;
using Slipway.Templates.Rendering;
using Slipway.Templates.Values;

namespace Slipway.Templates.Methods;

/// <summary>Methods of str that fill in fields, and the one that makes bytes.</summary>
internal static class TextFormat
{
    public static IEnumerable<Routine> All { get; } =
    [
        new("format", "self, *args, **kwargs",
            (c, a) => new FieldFormat(c, (object?[])a[1]!, (PythonDict)a[2]!, escapes: false).Format((string)a[0]!)),
        new("format_map", "self, mapping, /",
            (c, a) => new FieldFormat(c, [], Mapping(a[1]), escapes: false).Format((string)a[0]!)),
        new("encode", "self, encoding='utf-8', errors='strict'",
            (c, a) => Encode((string)a[0]!, Expect.Text(a[1], "encode()"), Expect.Text(a[2], "encode()"), c.Budget)),
    ];

    public static PythonDict Mapping(object? value) =>
        value as PythonDict ?? throw Errors.Type("format_map() argument must be a mapping");

    private static PythonBytes Encode(string text, string encoding, string errors, Budget budget)
    {
        budget.Charge(text.Length);
        var narrow = encoding.ToLowerInvariant().Replace('_', '-') switch
        {
            "utf-8" or "utf8" => false,
            "ascii" or "us-ascii" or "latin-1" or "iso-8859-1" or "latin1" => true,
            _ => throw new TemplateException(TemplateError.LookupError, $"unknown encoding: {encoding}"),
        };
        if (!narrow)
            return new PythonBytes(Encoding.UTF8.GetBytes(text));
        var limit = encoding.Contains("asc", StringComparison.OrdinalIgnoreCase) ? 0x80 : 0x100;
        var made = new List<byte>(text.Length);
        foreach (var point in CodePoints.Each(text))
        {
            var number = CodePoints.Number(point);
            if (number < limit)
                made.Add((byte)number);
            else if (errors == "replace")
                made.Add((byte)'?');
            else if (errors != "ignore")
                throw new TemplateException(
                    TemplateError.UnicodeEncodeError,
                    $"'{encoding}' codec can't encode character {AsciiText.Escape(Representation.Of(point))}");
        }
        return new PythonBytes([.. made]);
    }
}
