using Slipway.Oci;

namespace Slipway.Registry.Distribution;

/// <summary>
/// Parses paths below <c>/v2/</c> (distribution-spec, "Endpoints"). Repository names contain slashes, so the last
/// segments decide.
/// </summary>
internal abstract record DistributionPath
{
    public sealed record Root : DistributionPath;

    public sealed record Catalog : DistributionPath;

    /// <summary>A path of a repository with a valid name.</summary>
    public abstract record InRepository(string Repository) : DistributionPath;

    public sealed record Blob(string Repository, string Digest) : InRepository(Repository);

    public sealed record Uploads(string Repository) : InRepository(Repository);

    public sealed record Upload(string Repository, string Id) : InRepository(Repository);

    public sealed record Manifest(string Repository, string Reference) : InRepository(Repository);

    public sealed record Tags(string Repository) : InRepository(Repository);

    public sealed record Referrers(string Repository, string Digest) : InRepository(Repository);

    /// <param name="path">The part after <c>/v2/</c>, percent-decoded.</param>
    /// <exception cref="RegistryException">There is no such address, or the repository's name is not valid.</exception>
    public static DistributionPath Parse(string path) => path.Split('/') switch
    {
        [""] => new Root(),
        ["_catalog"] => new Catalog(),
        [.. var name, "blobs", "uploads"] => new Uploads(Name(name)),
        [.. var name, "blobs", "uploads", ""] => new Uploads(Name(name)),
        [.. var name, "blobs", "uploads", var id] => new Upload(Name(name), id),
        [.. var name, "blobs", var digest] => new Blob(Name(name), digest),
        [.. var name, "manifests", var reference] => new Manifest(Name(name), reference),
        [.. var name, "tags", "list"] => new Tags(Name(name)),
        [.. var name, "referrers", var digest] => new Referrers(Name(name), digest),
        _ => throw new RegistryException(RegistryError.NotFound),
    };

    private static string Name(string[] segments)
    {
        var name = string.Join('/', segments);
        return ImageReference.IsRepository(name) ? name : throw new RegistryException(RegistryError.NameInvalid);
    }
}
