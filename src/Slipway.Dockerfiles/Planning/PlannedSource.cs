using Slipway.Build.Remote;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>A source of COPY or ADD, with expanded variables.</summary>
internal abstract record PlannedSource
{
    private PlannedSource()
    {
    }

    /// <param name="Pattern">A path or wildcard in the source tree, without leading slash; empty is the whole
    /// tree.</param>
    public sealed record Path(string Pattern) : PlannedSource;

    /// <summary>COPY --parents: copied files keep their parent directories below a base.</summary>
    /// <param name="Directory">The base, a path or wildcard without leading slash.</param>
    /// <param name="Pattern">Matched below the base, with <c>**</c>; empty is everything.</param>
    public sealed record WithParents(string Directory, string Pattern) : PlannedSource;

    /// <param name="Name">The file's name in a directory; empty when the URL has none.</param>
    public sealed record Download(Uri Address, Digest Checksum, string Name) : PlannedSource;

    /// <param name="Commit">The required prefix of the commit's id; null accepts any.</param>
    public sealed record Repository(GitAddress Address, string? Commit, bool KeepGitDirectory) : PlannedSource;
}
