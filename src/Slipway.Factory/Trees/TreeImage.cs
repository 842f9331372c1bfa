namespace Slipway.Factory.Trees;

/// <summary>An image of a tree: its name and the location of its template.</summary>
/// <param name="Directory">Relative to the root; empty is the root.</param>
/// <param name="Template">The Dockerfile or its template in that directory; null for an image bootstrapped from
/// Debian.</param>
public sealed record TreeImage(string Name, string Directory, string? Template, ImageSettings Settings)
{
    public string PathOf(string file) => Directory.Length == 0 ? file : $"{Directory}/{file}";
}
