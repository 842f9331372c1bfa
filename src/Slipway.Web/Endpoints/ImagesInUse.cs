using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Registry.Content;

namespace Slipway.Web.Endpoints;

/// <summary>The images that applications are made of: artifacts that are kept, the images they were built on, and those of registered cartridges.</summary>
internal sealed class ImagesInUse(ApplicationService applications, BuildService builds, CartridgeRegistry cartridges, ImageStore images)
{
    public async Task<IReadOnlySet<Digest>> FindAsync(CancellationToken cancel)
    {
        var used = new HashSet<Digest>();
        foreach (var application in await applications.ListAsync(null, cancel))
        {
            foreach (var artifact in await builds.ListArtifactsAsync(application, cancel))
                used.UnionWith(new[] { artifact.Image, artifact.CartridgeImage, artifact.BaseImage }.OfType<Digest>());
        }
        foreach (var cartridge in await cartridges.ListAsync(cancel))
        {
            if (ImageReference.TryParse(cartridge.Image, out var name) && await images.FindAsync(name, cancel) is { } image)
                used.Add(image.Digest);
        }
        return used;
    }
}
