namespace Slipway.Diagnostics;

/// <summary>A short, printable piece of hostile text for an error message.</summary>
public static class Excerpt
{
    private const int Longest = 80;

    /// <param name="longest">Characters.</param>
    public static string Of(string? text, int longest = Longest)
    {
        var shown = (text ?? "").Length > longest ? string.Concat(text.AsSpan(0, longest), "…") : text ?? "";
        return string.Concat(shown.Select(c => char.IsControl(c) ? '�' : c));
    }
}
