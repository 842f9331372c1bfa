using System.Collections.Immutable;
using Slipway.Build.Cache;
using Slipway.Oci;

namespace Slipway.Factory.Identity;

/// <summary>
/// All inputs of an image. Images with the same identity are the same, and never built twice; the parts explain why an
/// image is rebuilt.
/// </summary>
public sealed record ImageIdentity(Digest Digest, ImmutableArray<IdentityPart> Parts)
{
    public static ImageIdentity Of(IEnumerable<IdentityPart> parts)
    {
        ImmutableArray<IdentityPart> sorted = [
            .. parts.OrderBy(part => part.Kind).ThenBy(part => part.Name, StringComparer.Ordinal)];
        using var key = new CacheKey("factory image 1");
        foreach (var part in sorted)
            key.Add((int)part.Kind).Add(part.Name).Add(part.Value);
        return new ImageIdentity(key.Seal(), sorted);
    }

    /// <summary>Describes the changed parts; empty when the identities are equal.</summary>
    public IReadOnlyList<string> ChangesSince(IReadOnlyCollection<IdentityPart> before)
    {
        var old = before.ToDictionary(part => (part.Kind, part.Name), part => part.Value);
        var changed = from part in Parts
                      let was = old.GetValueOrDefault((part.Kind, part.Name))
                      where was != part.Value
                      select was is null
                          ? $"{Words(part)} is new"
                          : $"{Words(part)} changed from {Short(was)} to {Short(part.Value)}";
        var now = Parts.Select(part => (part.Kind, part.Name)).ToHashSet();
        return [.. changed,
            .. before.Where(part => !now.Contains((part.Kind, part.Name))).Select(part => $"{Words(part)} is gone")];
    }

    private static string Words(IdentityPart part) => part.Kind switch
    {
        IdentityKind.Dockerfile => "the rendered Dockerfile",
        IdentityKind.File => $"the file {part.Name}",
        IdentityKind.Source => $"the source {part.Name}",
        IdentityKind.Parent => $"the image {part.Name} below it",
        _ => "the offer of the package archives",
    };

    private static string Short(string value) =>
        Digest.TryParse(value, out var digest) ? digest.Short : value[..Math.Min(12, value.Length)];
}
