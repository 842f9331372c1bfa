namespace Slipway.Platform.Cartridges;

/// <summary>The registered cartridges, durably; by name and version.</summary>
public interface ICartridgeStore
{
    /// <summary>Adds or replaces.</summary>
    Task SaveAsync(RegisteredCartridge cartridge, CancellationToken cancel);

    Task<RegisteredCartridge?> FindAsync(string name, string version, CancellationToken cancel);

    Task<IReadOnlyList<RegisteredCartridge>> ListAsync(CancellationToken cancel);

    Task RemoveAsync(string name, string version, CancellationToken cancel);
}
