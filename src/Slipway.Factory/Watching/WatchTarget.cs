using Slipway.Build.Remote;
using Slipway.Oci;

namespace Slipway.Factory.Watching;

/// <summary>What is polled. A change of any of the three kinds is built the same way.</summary>
public abstract record WatchTarget
{
    private WatchTarget()
    {
    }

    /// <summary>The polled repository; null when there is none.</summary>
    public virtual GitAddress? Repository => null;

    /// <summary>The watch of the tree in which a change is built; null is the watch itself.</summary>
    public virtual string? TreeWatch => null;

    /// <summary>A tree of templates.</summary>
    /// <param name="Address">The reference is a branch; the directory is the root of the tree.</param>
    public sealed record Templates(GitAddress Address) : WatchTarget
    {
        public override GitAddress Repository => Address;
    }

    /// <summary>The repository of an application that is a source of a tree.</summary>
    /// <param name="Address">The reference is a branch.</param>
    /// <param name="Tree">The watch of the tree.</param>
    /// <param name="Name">The source's name in the tree.</param>
    public sealed record Source(GitAddress Address, string Tree, string Name) : WatchTarget
    {
        public override GitAddress Repository => Address;

        public override string TreeWatch => Tree;
    }

    /// <summary>A base image of a tree, in this server's registry.</summary>
    /// <param name="Tree">The watch of the tree.</param>
    public sealed record Image(ImageReference Reference, string Tree) : WatchTarget
    {
        public override string TreeWatch => Tree;
    }
}
