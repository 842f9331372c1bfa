using System.Text;

namespace Slipway.Templates.Values;

/// <summary>Text by code points, as Python counts: .NET's UTF-16 has two characters for those above U+FFFF.</summary>
internal static class CodePoints
{
    public static bool AreChars(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0;

    public static int Count(string text)
    {
        if (AreChars(text))
            return text.Length;
        var count = 0;
        for (var i = 0; i < text.Length; i += Width(text, i))
            count++;
        return count;
    }

    /// <summary>Null when there is no such code point; negative indices count from the end.</summary>
    public static string? At(string text, long index)
    {
        var count = Count(text);
        if (index < 0)
            index += count;
        if (index < 0 || index >= count)
            return null;
        var offset = Offset(text, (int)index);
        return text.Substring(offset, Width(text, offset));
    }

    /// <summary>Where a code point begins.</summary>
    public static int Offset(string text, int index)
    {
        if (AreChars(text))
            return Math.Min(index, text.Length);
        var offset = 0;
        for (; index > 0 && offset < text.Length; index--)
            offset += Width(text, offset);
        return offset;
    }

    /// <summary>The number of code points before an offset.</summary>
    public static int Index(string text, int offset) => AreChars(text) ? offset : Count(text[..offset]);

    public static string Slice(string text, SliceValue slice)
    {
        if (AreChars(text))
        {
            var (from, to, by) = slice.Resolve(text.Length);
            if (by == 1)
                return from < to ? text[(int)from..(int)to] : "";
            return string.Concat(slice.Indices(text.Length).Select(i => text[i]));
        }
        var points = Each(text).ToList();
        return string.Concat(slice.Indices(points.Count).Select(i => points[i]));
    }

    /// <summary>The first code points.</summary>
    public static string Take(string text, long count) =>
        count >= text.Length ? text : text[..Offset(text, (int)Math.Max(0, count))];

    public static IEnumerable<string> Each(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            var width = Width(text, i);
            yield return text.Substring(i, width);
            i += width;
        }
    }

    public static int Compare(string left, string right)
    {
        if (AreChars(left) && AreChars(right))
            return string.CompareOrdinal(left, right);
        using var a = Each(left).GetEnumerator();
        using var b = Each(right).GetEnumerator();
        while (a.MoveNext())
        {
            if (!b.MoveNext())
                return 1;
            var order = Number(a.Current).CompareTo(Number(b.Current));
            if (order != 0)
                return order;
        }
        return b.MoveNext() ? -1 : 0;
    }

    /// <summary>As Python's <c>ord</c>; a lone surrogate is its own number.</summary>
    public static int Number(string point) => point.Length == 2 ? char.ConvertToUtf32(point[0], point[1]) : point[0];

    private static int Width(string text, int offset) =>
        char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length && char.IsLowSurrogate(text[offset + 1]) ? 2 : 1;
}
