using Slipway.Cartridges.Manifests;
using Slipway.Oci;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;

namespace Slipway.Platform.Cartridges;

/// <summary>The cartridges that applications may use.</summary>
public sealed class CartridgeRegistry
{
    private readonly ICartridgeStore _store;
    private readonly IApplicationStore _applications;
    private readonly CartridgeShelf _shelf;
    private readonly TimeProvider _time;

    internal CartridgeRegistry(ICartridgeStore store, IApplicationStore applications, CartridgeShelf shelf, TimeProvider time) =>
        (_store, _applications, _shelf, _time) = (store, applications, shelf, time);

    /// <summary>Reads and judges the manifest of a cartridge's directory; registers nothing.</summary>
    /// <exception cref="PlatformException">Invalid: the manifest's errors, each with its line and next step.</exception>
    public static async Task<CartridgeManifest> ReadAsync(string directory, CancellationToken cancel) =>
        Parse(await CartridgeShelf.ReadManifestAsync(directory, cancel));

    /// <summary>Registers a cartridge from a directory with <c>manifest.yml</c> and scripts; all versions that the manifest offers.</summary>
    /// <exception cref="PlatformException">Invalid: the manifest's errors, each with its line and next step.</exception>
    public async Task<IReadOnlyList<RegisteredCartridge>> AddAsync(string directory, CancellationToken cancel)
    {
        var manifest = await ReadAsync(directory, cancel);
        var added = new List<RegisteredCartridge>();
        var now = _time.GetUtcNow();
        foreach (var (index, version) in manifest.Versions.Index())
        {
            var own = manifest.ForVersion(version);
            var stored = _shelf.Put(directory, own.Name, version, own.ToYaml());
            // The name alone means the version added last: the first of the manifest is the default one.
            var cartridge = CartridgeReading.Of(own, stored, now - TimeSpan.FromMilliseconds(index));
            await _store.SaveAsync(cartridge, cancel);
            added.Add(cartridge);
        }
        return added;
    }

    /// <summary>Registers a cartridge that is only a manifest: its image, or the application's source, has the scripts.</summary>
    public Task<IReadOnlyList<RegisteredCartridge>> AddManifestAsync(string manifest, CancellationToken cancel) =>
        _shelf.WithDirectoryAsync(directory => File.WriteAllTextAsync(Path.Combine(directory, CartridgeShelf.ManifestFile), manifest, cancel),
            directory => AddAsync(directory, cancel));

    /// <summary>Registers a cartridge from a tar archive, compressed or not.</summary>
    public Task<IReadOnlyList<RegisteredCartridge>> AddArchiveAsync(Stream archive, CancellationToken cancel) =>
        _shelf.WithDirectoryAsync(directory => SourceArchive.UnpackAsync(archive, directory, cancel), directory => AddAsync(directory, cancel));

    public Task<IReadOnlyList<RegisteredCartridge>> ListAsync(CancellationToken cancel) => _store.ListAsync(cancel);

    /// <summary>By <c>name:version</c>; the name alone is the default version: the one its manifest named first, as it was added last.</summary>
    public async Task<RegisteredCartridge?> FindAsync(string reference, CancellationToken cancel)
    {
        if (!CartridgeReference.TryParse(reference, out var parsed))
            return null;
        if (parsed.Version is not null)
            return await _store.FindAsync(parsed.Name, parsed.Version, cancel);
        var versions = (await _store.ListAsync(cancel)).Where(cartridge => cartridge.Name == parsed.Name);
        return versions.OrderByDescending(cartridge => cartridge.Added).ThenBy(cartridge => cartridge.Version, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <exception cref="PlatformException">NotFound, with the cartridges there are.</exception>
    public async Task<RegisteredCartridge> RequireAsync(string reference, CancellationToken cancel)
    {
        if (await FindAsync(reference, cancel) is { } found)
            return found;
        var known = (await _store.ListAsync(cancel)).Select(cartridge => cartridge.Reference).Take(20).ToList();
        throw new PlatformException(PlatformError.NotFound, $"there is no cartridge '{Excerpt.Of(reference)}'",
            known.Count == 0 ? "add one with `slipway cartridge add`" : $"use one of {string.Join(", ", known)}, or add it with `slipway cartridge add`");
    }

    /// <exception cref="PlatformException">NotFound; Conflict: applications use it.</exception>
    public async Task RemoveAsync(string reference, CancellationToken cancel)
    {
        var cartridge = await RequireAsync(reference, cancel);
        var users = (await _applications.ListAsync(null, cancel)).Where(application => application.Cartridge == cartridge.Reference).Take(5).ToList();
        if (users.Count > 0)
            throw new PlatformException(PlatformError.Conflict, $"{cartridge.Reference} is used by {string.Join(", ", users)}", "delete them, or build them with another cartridge first");
        await _store.RemoveAsync(cartridge.Name, cartridge.Version, cancel);
        _shelf.Remove(cartridge.Directory);
    }

    private static CartridgeManifest Parse(string text)
    {
        try
        {
            return CartridgeManifest.Parse(text);
        }
        catch (ManifestException e)
        {
            throw new PlatformException(PlatformError.Invalid, e.Message, "correct the manifest and add it again", e);
        }
    }
}
