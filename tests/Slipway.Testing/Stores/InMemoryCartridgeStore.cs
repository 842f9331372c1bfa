using System.Collections.Concurrent;
using Slipway.Platform.Cartridges;

namespace Slipway.Testing.Stores;

/// <summary>Cartridges in memory.</summary>
public sealed class InMemoryCartridgeStore : ICartridgeStore
{
    private readonly ConcurrentDictionary<(string, string), RegisteredCartridge> _cartridges = [];

    public Task SaveAsync(RegisteredCartridge cartridge, CancellationToken cancel)
    {
        _cartridges[(cartridge.Name, cartridge.Version)] = cartridge;
        return Task.CompletedTask;
    }

    public Task<RegisteredCartridge?> FindAsync(string name, string version, CancellationToken cancel) =>
        Task.FromResult(_cartridges.GetValueOrDefault((name, version)));

    public Task<IReadOnlyList<RegisteredCartridge>> ListAsync(CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<RegisteredCartridge>>(
            [.. _cartridges.Values.OrderBy(cartridge => cartridge.Reference, StringComparer.Ordinal)]);

    public Task RemoveAsync(string name, string version, CancellationToken cancel)
    {
        _cartridges.TryRemove((name, version), out _);
        return Task.CompletedTask;
    }
}
