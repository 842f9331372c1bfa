using Slipway.Templates.Loading;

namespace Slipway.Factory.Trees;

/// <summary>Loads a template from the first of several directories of a tree that has it.</summary>
/// <param name="directories">Relative to the root; empty is the root itself.</param>
internal sealed class TreeTemplates(DirectoryTemplates files, IReadOnlyList<string> directories) : ITemplateSource
{
    public string? Find(string name) =>
        directories.Select(directory => files.Find(directory.Length == 0 ? name : $"{directory}/{name}"))
            .FirstOrDefault(text => text is not null);
}
