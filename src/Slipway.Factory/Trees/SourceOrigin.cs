using Slipway.Build.Remote;

namespace Slipway.Factory.Trees;

/// <summary>Where a template's <c>copy_sources(name, …)</c> takes files from.</summary>
public abstract record SourceOrigin
{
    private SourceOrigin()
    {
    }

    /// <param name="Path">From the top of the tree.</param>
    public sealed record Directory(string Path) : SourceOrigin;

    /// <param name="Address">A branch, tag or commit of a repository elsewhere.</param>
    public sealed record Git(GitAddress Address) : SourceOrigin;
}
