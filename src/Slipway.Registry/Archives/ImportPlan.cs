using Slipway.Oci;
using Slipway.Oci.Archives;
using Slipway.Registry.Content;

namespace Slipway.Registry.Archives;

/// <summary>An image of an archive and its names in this registry, with tag and without host.</summary>
internal sealed record PlannedImport(ArchivedImage Image, IReadOnlyList<ImageReference> Names);

/// <summary>Decides which images of an archive are imported under which names; a pure function.</summary>
internal static class ImportPlan
{
    private const string Hub = "docker.io";
    private const string HubsOwn = "library/";

    /// <param name="name">The name to use instead of the archive's.</param>
    /// <exception cref="SlipwayException">Nothing in the archive is for this machine, or it does not say what an
    /// image is called.</exception>
    internal static IReadOnlyList<PlannedImport> Of(IReadOnlyList<ArchivedImage> images, ImageReference? name)
    {
        var own = images.Where(
            image => image.Manifest.Platform is not { } platform || ImageStore.IsForThisMachine(platform))
            .DistinctBy(image => image.Manifest.Digest).ToList();
        if (own.Count == 0)
            throw new SlipwayException(
                ErrorCode.Malformed, $"the archive has no image for linux/{ImageStore.MachineArchitecture}");
        if (name is null)
            return [.. own.Select(image => new PlannedImport(image, NamesOf(image)))];
        return own.Count == 1
            ? [new PlannedImport(own[0], [name])]
            : throw new SlipwayException(
                ErrorCode.Malformed,
                $"the archive has {own.Count} images, and one name was given: import it without a name");
    }

    /// <summary>Names of other registries without their host. A tag alone is not a name.</summary>
    private static List<ImageReference> NamesOf(ArchivedImage image)
    {
        var names = image.Names.Select(Local).OfType<ImageReference>().Distinct().ToList();
        return names.Count > 0
            ? names
            : throw new SlipwayException(
                ErrorCode.Malformed,
                $"the archive does not say what its image {image.Manifest.Digest.Short} is called: give it a name");
    }

    private static ImageReference? Local(string text)
    {
        if (!ImageReference.TryParse(text, out var reference) || reference.Tag is not { } tag)
            return null;
        var repository = reference.Repository;
        if (reference.Host == Hub && repository.StartsWith(HubsOwn, StringComparison.Ordinal))
            repository = repository[HubsOwn.Length..];
        return ImageReference.TryParse($"{repository}:{tag}", out var local) && local.Host is null ? local : null;
    }
}
