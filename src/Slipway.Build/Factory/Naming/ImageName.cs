using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Build.Factory.Naming;

/// <summary>
/// The full name of a published image (seed 004): <c>[registry/]group/image:version</c>, as in
/// <c>1.1.1.1:5000/debian8.3-mos9.0-stable/debian-mos-ms-keystone:1.0-p5</c>. Floating tags, digests and repositories of other depth are references
/// (<see cref="ImageReference"/>) but no such names.
/// </summary>
public sealed record ImageName(string? Registry, ImageGroup Group, string Image, ImageVersion Version)
{
    /// <exception cref="NamingException">The text is no such name; the message says which part is wrong.</exception>
    public static ImageName Parse(string text)
    {
        if (!ImageReference.TryParse(text, out var reference))
            throw new NamingException($"'{Excerpt.Of(text)}' is not the name of an image: [REGISTRY/]GROUP/IMAGE:VERSION is expected, in lower case");
        if (reference.Digest is not null)
            throw new NamingException($"'{Excerpt.Of(text)}' names a digest; a version is expected behind the colon");
        var parts = reference.Repository.Split('/');
        if (parts.Length != 2)
            throw new NamingException($"'{Excerpt.Of(text)}' has {parts.Length} parts before the version; GROUP/IMAGE is expected");
        if (reference.Tag is null)
            throw new NamingException($"'{Excerpt.Of(text)}' has no version");
        return new ImageName(reference.Host, ImageGroup.Parse(parts[0]), parts[1], ImageVersion.Parse(reference.Tag));
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageName? name)
    {
        name = null;
        if (!ImageReference.TryParse(text, out var reference) || reference.Digest is not null || reference.Repository.Split('/') is not [var group, var image])
            return false;
        if (!ImageGroup.TryParse(group, out var parsed) || !ImageVersion.TryParse(reference.Tag, out var version))
            return false;
        name = new ImageName(reference.Host, parsed, image, version);
        return true;
    }

    public ImageReference Reference => ImageReference.Parse(ToString());

    public override string ToString() => $"{(Registry is null ? "" : Registry + "/")}{Group}/{Image}:{Version}";
}
