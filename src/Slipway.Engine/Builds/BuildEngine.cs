using Slipway.Oci.Layers;

namespace Slipway.Engine.Builds;

/// <summary>Opens build roots and read-only views of images.</summary>
public sealed class BuildEngine
{
    /// <summary>A writable root over the layers (none: an empty directory). At most <paramref name="diskLimit"/> bytes may be written to it.</summary>
    public Task<BuildRoot> OpenAsync(LayerChain layers, long? diskLimit, CancellationToken cancel) => throw new NotImplementedException();

    /// <summary>The merged tree of the layers, read-only, with container ids, while the action runs.</summary>
    public Task<T> ViewAsync<T>(LayerChain layers, Func<string, Task<T>> action, CancellationToken cancel) => throw new NotImplementedException();
}
