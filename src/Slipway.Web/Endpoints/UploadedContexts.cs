using Slipway.Dockerfiles;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>The directory of an image build, and its named contexts.</summary>
internal sealed class UploadedContexts(UploadedTree source) : IDisposable
{
    private readonly Dictionary<string, UploadedTree> _named = new(StringComparer.OrdinalIgnoreCase);

    public UploadedTree Source => source;

    public void Add(string name, UploadedTree tree) => _named.Add(name, tree);

    /// <summary>The contexts by name; archives are unpacked.</summary>
    public async Task<IReadOnlyDictionary<string, NamedContext>> UnpackAsync(
        IReadOnlyList<NamedContextResource> contexts, CancellationToken cancel)
    {
        var unpacked = new Dictionary<string, NamedContext>(StringComparer.OrdinalIgnoreCase);
        foreach (var context in contexts)
        {
            unpacked.Add(context.Name, context.Image is { } image
                ? new NamedContext.Image(ImageBuildOptions.ReferenceOf(image))
                : new NamedContext.Directory(await _named[context.Name].UnpackAsync(cancel)));
        }
        return unpacked;
    }

    public void Dispose()
    {
        source.Dispose();
        foreach (var tree in _named.Values)
            tree.Dispose();
    }
}
