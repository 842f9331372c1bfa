using Slipway.Oci;
using Slipway.Registry.Content;

namespace Slipway.Platform.Builds;

/// <summary>
/// Tells on which of Slipway's own base images another image stands: the one whose layers its layers begin with.
/// </summary>
internal sealed class BaseImages(ImageStore images)
{
    private const string Group = "images/";

    /// <summary>The lowest one; null when the image stands on none of them.</summary>
    public async Task<Digest?> FindBelowAsync(Image image, CancellationToken cancel)
    {
        Image? lowest = null;
        foreach (var candidate in await CandidatesAsync(cancel))
            if (IsBasedOn(image, candidate)
                && (lowest is null || candidate.Layers.Layers.Length < lowest.Layers.Layers.Length))
                lowest = candidate;
        return lowest?.Digest;
    }

    private async Task<List<Image>> CandidatesAsync(CancellationToken cancel)
    {
        var found = new List<Image>();
        foreach (var repository in (await images.ListRepositoriesAsync(cancel))
            .Where(name => name.StartsWith(Group, StringComparison.Ordinal)))
            foreach (var tag in await images.ListTagsAsync(repository, cancel))
                if (await images.FindAsync(ImageReference.Parse($"{repository}:{tag}"), cancel) is { } image)
                    found.Add(image);
        return found;
    }

    private static bool IsBasedOn(Image image, Image candidate) =>
        !candidate.Layers.IsEmpty && image.Layers.Layers.Length > candidate.Layers.Layers.Length
        && image.Layers.Layers.Take(candidate.Layers.Layers.Length).Select(layer => layer.DiffId)
            .SequenceEqual(candidate.Layers.Layers.Select(layer => layer.DiffId));
}
