using Slipway.Client;

namespace Slipway.Commands;

/// <summary>One <c>--build-context</c>: a name, and a directory or an image.</summary>
internal sealed record BuildContextOption(string Name, string? Directory, string? Image)
{
    private static readonly string[] ImagePrefixes = ["image:", "docker-image://"];

    /// <exception cref="SlipwayException">It is not NAME=DIR or NAME=image:REF, or there is no such
    /// directory.</exception>
    public static BuildContextOption Parse(string text)
    {
        if (text.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } value])
            throw new SlipwayException(ErrorCode.Usage, $"'{text}' is not NAME=DIR or NAME=image:REF");
        if (ImagePrefixes.FirstOrDefault(prefix => value.StartsWith(prefix, StringComparison.Ordinal)) is { } found)
            return new BuildContextOption(name, null, value[found.Length..]);
        return System.IO.Directory.Exists(value)
            ? new BuildContextOption(name, Path.GetFullPath(value), null)
            : throw new SlipwayException(
                ErrorCode.NotFound, $"{value}, the build context '{name}', is no directory",
                "write NAME=DIR, or NAME=image:REF for an image here");
    }
}
