using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Provisioning;
using Slipway.Platform.Builds;
using Slipway.Platform.Cartridges;
using Slipway.Registry.Content;

namespace Slipway.Web.Endpoints;

/// <summary>
/// The images that applications depend on: kept artifacts, their builder images, and images of registered cartridges.
/// </summary>
internal sealed class ImagesInUse(
    ApplicationService applications, BuildService builds, CartridgeRegistry cartridges, ImageStore images)
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
            if (ImageReference.TryParse(cartridge.Image, out var name)
                && await images.FindAsync(name, cancel) is { } image)
                used.Add(image.Digest);
        }
        return used;
    }

    /// <summary>
    /// What depends on an image of this name: a cartridge that names it, or an application with this artifact.
    /// </summary>
    /// <returns>Null when nothing depends on it.</returns>
    public async Task<string?> UserOfAsync(ImageReference name, Digest digest, CancellationToken cancel)
    {
        foreach (var cartridge in await cartridges.ListAsync(cancel))
        {
            if (ImageReference.TryParse(cartridge.Image, out var image) && image.Repository == name.Repository
                && (name.Digest is null
                    ? TagOf(image) == TagOf(name)
                    : (await images.FindAsync(image, cancel))?.Digest == digest))
                return $"the cartridge {cartridge.Name}:{cartridge.Version}";
        }
        foreach (var application in (await applications.ListAsync(null, cancel))
            .Where(one => $"{one.Domain}/{one.Name}" == name.Repository))
        {
            if ((await builds.ListArtifactsAsync(application, cancel))
                .FirstOrDefault(artifact => artifact.Image == digest) is { } artifact)
                return $"build {artifact.Build} of the application {application.Domain}/{application.Name}";
        }
        return null;
    }

    private static string TagOf(ImageReference name) => name.Tag ?? ImageStore.DefaultTag;
}
