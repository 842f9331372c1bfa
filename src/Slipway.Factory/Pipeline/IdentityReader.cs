using System.Collections.Concurrent;
using Slipway.Factory.Graph;
using Slipway.Factory.Identity;
using Slipway.Factory.Records;
using Slipway.Factory.Sources;
using Slipway.Factory.Trees;
using Slipway.Oci;

namespace Slipway.Factory.Pipeline;

/// <summary>Determines the identities of the images of a run.</summary>
internal sealed class IdentityReader(
    FactoryServices services, FactoryBuildRequest run, ImageGraph graph, TreeSources sources)
{
    private const string DefaultSuite = "bookworm";
    private static readonly string[] PackageTools = ["apt-get", "apt ", "aptitude", "dpkg"];
    private readonly ContextFiles _context = new(run.Tree);
    private readonly Lazy<Task<Digest>> _offer = new(() => services.Packages.StateAsync(
        run.Tree.Images.Values.Select(image => image.Settings.Debian).FirstOrDefault(suite => suite is not null)
            ?? DefaultSuite, run.Refresh, CancellationToken.None));

    /// <param name="parentOf">Returns the record of a parent.</param>
    public async Task<ImageIdentity> OfAsync(
        RenderedImage image, Func<string, ImageRecord> parentOf, CancellationToken cancel)
    {
        var found = _context.Parts(image, cancel).ToList();
        found.AddRange(await sources.PartsAsync(image, cancel));
        var node = graph[image.Image.Name];
        found.AddRange(node.Parents.Select(
            parent => new IdentityPart(IdentityKind.Parent, parent, parentOf(parent).Digest.ToString())));
        foreach (var foreign in node.Foreign)
        {
            var stored = await services.Images.FindAsync(foreign, cancel)
                ?? throw new SlipwayException(ErrorCode.Factory, $"the image {foreign} is not stored",
                    "build or import it first; slipway image list shows those that are stored");
            found.Add(new IdentityPart(IdentityKind.Parent, foreign.ToString(), stored.Digest.ToString()));
        }
        if (image.Dockerfile is null
            || PackageTools.Any(tool => image.Dockerfile.Contains(tool, StringComparison.Ordinal)))
            found.Add(new IdentityPart(IdentityKind.Packages, "", (await _offer.Value.WaitAsync(cancel)).ToString()));
        return ImageIdentity.Of(found);
    }

    /// <summary>Why the newest image of this name is not the wanted one.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync(
        string image, ImageIdentity identity, CancellationToken cancel)
    {
        var newest = await services.Records.ListAsync(
            new ImageQuery { Tree = run.Tree.Settings.Name, Image = image, Limit = 1 }, cancel);
        if (newest is not [var before])
            return ["it was never built"];
        var changes = identity.ChangesSince(before.Parts);
        return changes.Count > 0 ? changes : [$"{before.Tag} is no longer stored"];
    }

    /// <summary>The name by which other images of the tree refer to one.</summary>
    public string ReferenceOf(string image)
    {
        var settings = run.Tree.Settings;
        var name =
            $"{GraphBuilder.RepositoryOf(settings, image)}:{GraphBuilder.TagOf(settings, run.Tree.Images[image])}";
        return settings.Registry is null ? name : $"{settings.Registry}/{name}";
    }
}
