using System.Diagnostics.CodeAnalysis;
using Slipway.Oci;

namespace Slipway.Factory.Naming;

/// <summary>
/// The full name of a published image (seed 004): <c>[registry/]group/image:version</c>, for example
/// <c>1.1.1.1:5000/debian8.3-mos9.0-stable/debian-mos-ms-keystone:1.0-p5</c>. Floating tags, digests and repositories
/// of another depth are references (<see cref="ImageReference"/>), but not such names.
/// </summary>
public sealed record ImageName(string? Registry, ImageGroup Group, string Image, ImageVersion Version)
{
    /// <exception cref="SlipwayException">The text is no such name; the message says which part is wrong.</exception>
    public static ImageName Parse(string text)
    {
        if (!ImageReference.TryParse(text, out var reference))
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is not the name of an image: " +
                "[REGISTRY/]GROUP/IMAGE:VERSION is expected, in lower case");
        if (reference.Digest is not null)
            throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(text)}' names a digest; a version is expected behind the colon");
        if (reference.Tag is null)
            throw new SlipwayException(ErrorCode.Invalid, $"'{Excerpt.Of(text)}' has no version");
        return Parts(reference) is var (registry, group, image)
            ? new ImageName(registry, ImageGroup.Parse(group), image, ImageVersion.Parse(reference.Tag))
            : throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(text)}' is not GROUP/IMAGE before its version");
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ImageName? name)
    {
        name = null;
        if (!ImageReference.TryParse(text, out var reference) || reference.Digest is not null
            || Parts(reference) is not var (registry, group, image))
            return false;
        if (!ImageGroup.TryParse(group, out var parsed) || !ImageVersion.TryParse(reference.Tag, out var version))
            return false;
        name = new ImageName(registry, parsed, image, version);
        return true;
    }

    /// <summary>
    /// A group with a dot in a version looks like a host; if nothing else precedes the image, it is the group.
    /// </summary>
    private static (string? Registry, string Group, string Image)? Parts(ImageReference reference) =>
        reference.Repository.Split('/') switch
        {
            [var group, var image] => (reference.Host, group, image),
            [var image] when ImageGroup.TryParse(reference.Host, out _) => (null, reference.Host!, image),
            _ => null,
        };

    public override string ToString() => $"{(Registry is null ? "" : Registry + "/")}{Group}/{Image}:{Version}";
}
