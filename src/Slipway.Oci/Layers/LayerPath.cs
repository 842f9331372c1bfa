using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// Normalizes names of an untrusted archive to paths below a root: no leading slash, no <c>.</c>, no empty components,
/// and never <c>..</c>.
/// </summary>
internal static class LayerPath
{
    /// <summary>The path below the root; empty for the root itself. Absolute paths are relative to the root.</summary>
    /// <exception cref="SlipwayException">The path has a <c>..</c>, or is longer or deeper than allowed.</exception>
    internal static RawPath Of(RawPath raw, int maxDepth)
    {
        if (raw.Length > RawPath.MaxLength)
            throw Refused(raw, $"is longer than {RawPath.MaxLength} bytes");
        Span<byte> clean = stackalloc byte[raw.Length];
        var (length, depth) = (0, 0);
        foreach (var range in raw.Bytes.Split((byte)'/'))
        {
            var component = raw.Bytes[range];
            if (component.IsEmpty || component.SequenceEqual("."u8))
                continue;
            if (component.SequenceEqual(".."u8))
                throw Refused(raw, "leads out of its directory");
            if (component.Length > RawPath.MaxNameLength)
                throw Refused(raw, $"has a name of more than {RawPath.MaxNameLength} bytes");
            if (++depth > maxDepth)
                throw Refused(raw, $"is deeper than {maxDepth} directories");
            if (length > 0)
                clean[length++] = (byte)'/';
            component.CopyTo(clean[length..]);
            length += component.Length;
        }
        return length == raw.Length ? raw : RawPath.Of(clean[..length]);
    }

    /// <summary>Normalizes a path from options or documents, with or without slashes around it.</summary>
    /// <exception cref="SlipwayException">The path has a <c>..</c> or a NUL.</exception>
    internal static RawPath Of(string text) => text.Contains('\0', StringComparison.Ordinal)
        ? throw new SlipwayException(ErrorCode.Malformed, $"the path '{Excerpt.Of(text)}' has a NUL")
        : Of(RawPath.Of(Encoding.UTF8.GetBytes(text)), int.MaxValue);

    private static SlipwayException Refused(RawPath raw, string why) =>
        new(ErrorCode.Malformed, $"the path '{Excerpt.Of(raw.ToString())}' of the archive {why}");
}
