using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>Templates below the first of several directories of one tree that has them.</summary>
/// <param name="directories">From the top of the tree; empty is the top itself.</param>
internal sealed class TreeTemplates(DirectoryTemplates files, IReadOnlyList<string> directories) : ITemplateSource
{
    public string? Find(string name) =>
        directories.Select(directory => files.Find(directory.Length == 0 ? name : $"{directory}/{name}"))
            .FirstOrDefault(text => text is not null);
}
