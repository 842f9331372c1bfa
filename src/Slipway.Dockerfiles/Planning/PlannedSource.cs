using Slipway.Build.Remote;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Planning;

/// <summary>What a COPY or ADD copies, its variables expanded.</summary>
internal abstract record PlannedSource
{
    private PlannedSource()
    {
    }

    /// <param name="Pattern">A path or wildcard in the tree copied from, without leading slash; empty is
    /// all of it.</param>
    public sealed record Path(string Pattern) : PlannedSource;

    /// <summary>COPY --parents: what is copied keeps the directories that it lies in, from a base on.</summary>
    /// <param name="Directory">The base, a path or wildcard without leading slash.</param>
    /// <param name="Pattern">Matched below the base, with <c>**</c>; empty is all of it.</param>
    public sealed record WithParents(string Directory, string Pattern) : PlannedSource;

    /// <param name="Name">What the file is called in a directory; empty when the address names none.</param>
    public sealed record Download(Uri Address, Digest Checksum, string Name) : PlannedSource;

    /// <param name="Commit">How the commit's id must begin; null when any will do.</param>
    public sealed record Repository(GitAddress Address, string? Commit, bool KeepGitDirectory) : PlannedSource;
}
