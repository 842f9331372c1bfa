using Slipway.Linux.Files;

namespace Slipway.Build.Context;

/// <summary>
/// Selects the files below a directory to copy. Patterns match paths relative to that directory; everything below a
/// matching directory matches, too.
/// </summary>
/// <param name="Wanted">Null selects all.</param>
public sealed record FileSelection(PathPattern? Wanted, IgnoreRules Excluded)
{
    public static readonly FileSelection All = new(null, IgnoreRules.None);

    /// <summary>
    /// The selected files and their parent directories, each directory before its entries. A directory that only leads
    /// to a selected file is implied: an existing one is not changed.
    /// </summary>
    public IEnumerable<(SourceFile File, bool IsImplied)> Of(SourceTree tree, RawPath directory) =>
        Wanted is null && Excluded.IsEmpty
        ? tree.Below(directory).Select(file => (file, false))
        : Selected(tree, directory);

    private IEnumerable<(SourceFile File, bool IsImplied)> Selected(SourceTree tree, RawPath directory)
    {
        var leading = new List<SourceFile>();
        foreach (var file in tree.Below(directory))
        {
            leading.RemoveAll(above => !file.Path.IsWithin(above.Path));
            if (Selects(file.From(directory).ToString()))
            {
                foreach (var above in leading)
                    yield return (above, true);
                leading.Clear();
                yield return (file, false);
            }
            else if (file.Stat.IsDirectory)
            {
                leading.Add(file);
            }
        }
    }

    private bool Selects(string path) => (Wanted is null || Wanted.IsMatchAbove(path)) && !Excluded.Ignores(path);
}
