using Slipway.Cartridges.Manifests;
using Slipway.Cartridges.Packages;
using Slipway.Oci;
using Slipway.Platform.Applications;

namespace Slipway.Platform.Cartridges;

/// <summary>The cartridges that applications may use.</summary>
public sealed class CartridgeRegistry
{
    private readonly ICartridgeStore _store;
    private readonly IApplicationStore _applications;
    private readonly PackageStore _packages;
    private readonly TimeProvider _time;

    internal CartridgeRegistry(
        ICartridgeStore store, IApplicationStore applications, PackageStore packages, TimeProvider time) =>
        (_store, _applications, _packages, _time) = (store, applications, packages, time);

    /// <summary>
    /// Unpacks a tar archive, compressed or not, into an empty directory and judges what is there; registers nothing.
    /// </summary>
    /// <exception cref="SlipwayException">Invalid: the manifest's errors, each with its line and next step, or what no
    /// cartridge may hold.</exception>
    public static Task<CartridgePackage> UnpackAsync(Stream archive, string directory, CancellationToken cancel) =>
        Task.Run(() => PackageImport.Unpack(archive, directory, cancel), cancel);

    /// <summary>
    /// Registers all versions that the manifest offers. The package may go then: its files are kept elsewhere.
    /// </summary>
    public async Task<IReadOnlyList<RegisteredCartridge>> AddAsync(CartridgePackage package, CancellationToken cancel)
    {
        var added = new List<RegisteredCartridge>();
        var now = _time.GetUtcNow();
        foreach (var (index, version) in package.Manifest.Versions.Index())
        {
            var own = package.Manifest.ForVersion(version);
            // The name alone means the version added last: the first of the manifest is the default one.
            var cartridge = CartridgeProfileReader.Of(
                own, _packages.Put(package, own), now - TimeSpan.FromMilliseconds(index));
            await _store.SaveAsync(cartridge, cancel);
            added.Add(cartridge);
        }
        return added;
    }

    public Task<IReadOnlyList<RegisteredCartridge>> ListAsync(CancellationToken cancel) => _store.ListAsync(cancel);

    /// <summary>
    /// By <c>name:version</c>; the name alone is the default version: the one its manifest named first, as
    /// it was added last.
    /// </summary>
    public async Task<RegisteredCartridge?> FindAsync(string reference, CancellationToken cancel)
    {
        if (!CartridgeReference.TryParse(reference, out var parsed))
            return null;
        if (parsed.Version is not null)
            return await _store.FindAsync(parsed.Name, parsed.Version, cancel);
        var versions = (await _store.ListAsync(cancel)).Where(cartridge => cartridge.Name == parsed.Name);
        return versions.OrderByDescending(cartridge => cartridge.Added)
            .ThenBy(cartridge => cartridge.Version, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <exception cref="SlipwayException">NotFound, with the cartridges there are.</exception>
    public async Task<RegisteredCartridge> RequireAsync(string reference, CancellationToken cancel)
    {
        if (await FindAsync(reference, cancel) is { } found)
            return found;
        var known = (await _store.ListAsync(cancel)).Select(cartridge => cartridge.Reference).Take(20).ToList();
        throw new SlipwayException(ErrorCode.NotFound, $"there is no cartridge '{Excerpt.Of(reference)}'",
            known.Count == 0
                ? "add one with `slipway cartridge add`"
                : $"use one of {string.Join(", ", known)}, or add it with `slipway cartridge add`");
    }

    /// <exception cref="SlipwayException">NotFound; Conflict: applications use it.</exception>
    public async Task RemoveAsync(string reference, CancellationToken cancel)
    {
        var cartridge = await RequireAsync(reference, cancel);
        var users = (await _applications.ListAsync(null, cancel))
            .Where(application => application.Cartridge == cartridge.Reference).Take(5).ToList();
        if (users.Count > 0)
            throw new SlipwayException(
                ErrorCode.Conflict, $"{cartridge.Reference} is used by {string.Join(", ", users)}",
                "delete them, or build them with another cartridge first");
        await _store.RemoveAsync(cartridge.Name, cartridge.Version, cancel);
        _packages.Remove(cartridge.Directory);
    }
}
