using Slipway.Build.Remote;

namespace Slipway.Factory.Trees;

/// <summary>The origin of the files of <c>copy_sources(name, …)</c>.</summary>
public abstract record TreeSource
{
    private TreeSource()
    {
    }

    /// <param name="Path">Relative to the root of the tree.</param>
    public sealed record Directory(string Path) : TreeSource;

    /// <param name="Address">A branch, tag or commit of a remote repository.</param>
    public sealed record Git(GitAddress Address) : TreeSource;
}
