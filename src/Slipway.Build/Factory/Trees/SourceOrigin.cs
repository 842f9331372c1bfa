namespace Slipway.Build.Factory.Trees;

/// <summary>Where a template's <c>copy_sources(name, …)</c> takes files from.</summary>
public abstract record SourceOrigin
{
    private SourceOrigin()
    {
    }

    /// <param name="Path">From the top of the tree.</param>
    public sealed record Directory(string Path) : SourceOrigin;

    /// <param name="Reference">A branch, tag or commit.</param>
    public sealed record Git(string Url, string Reference) : SourceOrigin;
}
