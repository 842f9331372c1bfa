using System.Globalization;

namespace Slipway.Registry.Distribution;

/// <summary>
/// The position of a chunk: <c>Content-Range: first-last</c>, without unit (distribution-spec, "Pushing a blob in
/// chunks").
/// </summary>
internal sealed record ContentRange(long First, long Last)
{
    public long Length => Last - First + 1;

    /// <summary>Null without header.</summary>
    /// <exception cref="RegistryException">The header is no range.</exception>
    public static ContentRange? Parse(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return null;
        var range =
            header.StartsWith("bytes ", StringComparison.Ordinal) ? header["bytes ".Length..].Split('/')[0] : header;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && TryNumber(range[..dash], out var first) && TryNumber(range[(dash + 1)..], out var last)
            && last >= first && last < long.MaxValue)
            return new ContentRange(first, last);
        throw new RegistryException(RegistryError.UploadInvalid("Content-Range is not 'first-last'"));
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
