namespace Slipway.Diagnostics;

/// <summary>A short, printable piece of hostile text for an error message.</summary>
public static class Excerpt
{
    private const int MaxLength = 80;

    /// <param name="maxLength">Characters.</param>
    public static string Of(string? text, int maxLength = MaxLength)
    {
        var shown = (text ?? "").Length > maxLength ? string.Concat(text.AsSpan(0, maxLength), "…") : text ?? "";
        return string.Concat(shown.Select(c => char.IsControl(c) ? '�' : c));
    }
}
