namespace Slipway.Oci;

/// <summary>A short, printable piece of hostile text for an error message.</summary>
public static class Excerpt
{
    private const int Longest = 80;

    public static string Of(string? text)
    {
        var shown = (text ?? "").Length > Longest ? string.Concat(text.AsSpan(0, Longest), "…") : text ?? "";
        return string.Concat(shown.Select(c => char.IsControl(c) ? '�' : c));
    }
}
