namespace Slipway.Factory.Trees;

/// <summary>An image of a tree: its name, and where its template stands.</summary>
/// <param name="Directory">From the top of the tree; empty is the top.</param>
/// <param name="Template">The Dockerfile or its template in that directory; null for an image that is bootstrapped
/// from Debian.</param>
public sealed record TreeImage(string Name, string Directory, string? Template, ImageSettings Settings)
{
    public string PathOf(string file) => Directory.Length == 0 ? file : $"{Directory}/{file}";
}
