using Slipway.Build.Remote;
using Slipway.Oci;

namespace Slipway.Factory.Watching;

/// <summary>What is watched. A change in any of the three is built the same way.</summary>
public abstract record WatchTarget
{
    private WatchTarget()
    {
    }

    /// <summary>The repository that is asked; null when none is.</summary>
    public virtual GitAddress? Repository => null;

    /// <summary>The watch of the tree that a change is built in; null is the watch itself.</summary>
    public virtual string? TreeWatch => null;

    /// <summary>A tree of templates.</summary>
    /// <param name="Address">The reference is a branch; the directory is where the tree begins.</param>
    public sealed record Templates(GitAddress Address) : WatchTarget
    {
        public override GitAddress Repository => Address;
    }

    /// <summary>The repository of an application that a tree has as a source.</summary>
    /// <param name="Address">The reference is a branch.</param>
    /// <param name="Tree">The watch of the tree.</param>
    /// <param name="Name">What the tree calls the source.</param>
    public sealed record Source(GitAddress Address, string Tree, string Name) : WatchTarget
    {
        public override GitAddress Repository => Address;

        public override string TreeWatch => Tree;
    }

    /// <summary>An image of this server's registry that a tree stands on.</summary>
    /// <param name="Tree">The watch of the tree.</param>
    public sealed record Image(ImageReference Reference, string Tree) : WatchTarget
    {
        public override string TreeWatch => Tree;
    }
}
