using Slipway.Linux.Files;

namespace Slipway.Build.Context;

/// <summary>
/// Which files below a directory are copied. Patterns see paths from that directory on; what is below a directory that
/// matches, matches too.
/// </summary>
/// <param name="Wanted">Null is all of them.</param>
public sealed record FileSelection(PathPattern? Wanted, IgnoreRules Excluded)
{
    public static readonly FileSelection All = new(null, IgnoreRules.None);

    /// <summary>
    /// The selected files and the directories that lead to them, each directory before what is in it. A directory that
    /// is there only because it leads to a file is implied: one that exists already stays as it is.
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
