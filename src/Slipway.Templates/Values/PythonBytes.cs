using System.Globalization;
using System.Text;
using Slipway.Templates.Methods;
using Slipway.Templates.Rendering;

namespace Slipway.Templates.Values;

/// <summary>Python's bytes, as far as <c>str.encode()</c> brings them into a template.</summary>
internal sealed class PythonBytes(byte[] content) : PythonObject
{
    private static readonly MethodTable Methods = new(
    [
        new Routine("decode", "self, encoding='utf-8', errors='strict'",
            (_, a) => Encoding.UTF8.GetString(((PythonBytes)a[0]!).Content)),
        new Routine("hex", "self, /", (_, a) => Convert.ToHexStringLower(((PythonBytes)a[0]!).Content)),
    ]);

    public byte[] Content => content;

    public override string TypeName => "bytes";

    public override int? Length => content.Length;

    public override void WriteTo(Representation representation)
    {
        var quote = content.Contains((byte)'\'') && !content.Contains((byte)'"') ? '"' : '\'';
        var made = new StringBuilder("b").Append(quote);
        foreach (var value in content)
        {
            var c = (char)value;
            _ = c switch
            {
                '\n' => made.Append("\\n"),
                '\r' => made.Append("\\r"),
                '\t' => made.Append("\\t"),
                '\\' => made.Append("\\\\"),
                _ when c == quote => made.Append('\\').Append(c),
                >= ' ' and < '\x7f' => made.Append(c),
                _ => made.Append(CultureInfo.InvariantCulture, $"\\x{value:x2}"),
            };
        }
        representation.Append(made.Append(quote).ToString());
    }

    public override bool TryGetAttribute(string name, out object? value) => Methods.TryBind(this, name, out value);

    public override bool TryGetItem(object? key, Budget budget, out object? value) =>
        Subscripts.TryGet([.. content.Select(item => BoxedValues.Of((long)item))], "byte", key, out value);

    public override IEnumerator<object?> Iterate() =>
        content.Select(item => BoxedValues.Of((long)item)).Cast<object?>().GetEnumerator();

    public override bool IsEqualTo(object? other, Budget budget) =>
        other is PythonBytes bytes && bytes.Content.AsSpan().SequenceEqual(content);

    public override int KeyHash() => content.Length;
}
