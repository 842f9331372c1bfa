using System.Security.Cryptography;
using Slipway.Build.Cache;
using Slipway.Build.Context;
using Slipway.Dockerfiles.Planning;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Execution;

/// <summary>A resolved file or directory to copy.</summary>
/// <param name="Name">The name when it is copied into a directory: a link's own name, not its target's.</param>
internal sealed record CopySource(SourceTree Tree, SourceFile File, RawPath Name)
{
    /// <summary>Selects files of a directory.</summary>
    public FileSelection Selection { get; init; } = FileSelection.All;

    /// <exception cref="DockerfileException">A source is missing, or several go to what is no directory.</exception>
    public static IReadOnlyList<CopySource> FindAll(SourceTree tree, CopyStep step)
    {
        var found = step.Sources.SelectMany(source => source switch
        {
            PlannedSource.Path path => Find(tree, path.Pattern, step),
            PlannedSource.WithParents below => FindBelow(tree, below, step),
            _ => [],
        }).ToList();
        return found.Count <= 1 || step.Destination.EndsWith('/')
            || step.Sources.Any(source => source is PlannedSource.WithParents)
            ? found
            : throw CopyPlanner.SeveralSources(step.Line, step.Keyword);
    }

    /// <summary>
    /// A digest of everything to copy: paths, types, modes, link targets and contents, and owners if they are kept; no
    /// times.
    /// </summary>
    /// <param name="elsewhere">Identifies remote sources, which have not been fetched yet.</param>
    public static Digest DigestOf(
        IEnumerable<CopySource> sources, IEnumerable<string> elsewhere, CancellationToken cancel)
    {
        using var hash = new CacheKey("copied files");
        foreach (var source in sources)
        {
            hash.Add(source.Name.Bytes);
            if (!source.File.Stat.IsDirectory)
            {
                AddFile(hash, source.Tree, source.File);
                continue;
            }
            hash.Add("directory");
            foreach (var (file, isImplied) in source.Selection.Of(source.Tree, source.File.Path))
            {
                cancel.ThrowIfCancellationRequested();
                hash.Add(file.From(source.File.Path).Bytes);
                if (isImplied)
                    hash.Add("implied");
                AddFile(hash, source.Tree, file);
            }
        }
        foreach (var identity in elsewhere)
            hash.Add("elsewhere").Add(identity);
        return hash.Seal();
    }

    private static IEnumerable<CopySource> Find(SourceTree tree, string source, CopyStep step)
    {
        var selection = new FileSelection(null, step.Excluded);
        return Named(tree, source, step.Line)
            .Where(found => found.File.Stat.IsDirectory
                || !(step.Excluded.Ignores(found.Name.ToString()) || step.Excluded.Ignores(found.File.Path.ToString())))
            .Select(found => found with { Selection = selection });
    }

    /// <summary>Copies the matching content of directories with the directories in between.</summary>
    private static IEnumerable<CopySource> FindBelow(SourceTree tree, PlannedSource.WithParents source, CopyStep step)
    {
        var wanted = source.Pattern.Length == 0 ? null : PathPattern.TryParse(source.Pattern, anyDepth: true)!;
        var selection = new FileSelection(wanted, step.Excluded);
        var bases = Named(tree, source.Directory, step.Line).Where(found => found.File.Stat.IsDirectory).ToList();
        return bases.Any(found => new FileSelection(wanted, IgnoreRules.None).Of(tree, found.File.Path).Any())
            ? bases.Select(found => found with { Selection = selection })
            : throw Missing(tree,
                source.Directory.Length == 0 ? source.Pattern : $"{source.Directory}/./{source.Pattern}", step.Line);
    }

    private static List<CopySource> Named(SourceTree tree, string source, int line)
    {
        if (!PathPattern.HasWildcards(source))
            return [Found(tree, source, line) ?? throw Missing(tree, source, line)];
        var matches = tree.Glob(PathPattern.TryParse(source, anyDepth: false)!)
            .Select(path => Found(tree, path, line) ?? throw Missing(tree, path, line)).ToList();
        return matches.Count > 0 ? matches : throw Missing(tree, source, line);
    }

    private static CopySource? Found(SourceTree tree, string path, int line)
    {
        if (tree.Find(path) is not { } file)
            return null;
        ThrowIfDevice(tree, file, line);
        return new CopySource(tree, file, RawPath.Of(path).Name);
    }

    public static void ThrowIfDevice(SourceTree tree, SourceFile file, int line)
    {
        if (tree.IsContext && file.Stat.Kind is FileKind.CharDevice or FileKind.BlockDevice)
            throw new DockerfileException(ErrorCode.DockerfileSource,
                $"'{Excerpt.Of(file.Path.ToString())}' is a device: it is not copied from a build context", line,
                "Leave it out by .dockerignore.");
    }

    private static DockerfileException Missing(SourceTree tree, string source, int line) => new(
        ErrorCode.DockerfileSource,
        $"'{Excerpt.Of(source)}' is not in " + (tree.IsContext
            ? "the build context, or .dockerignore leaves it out"
            : "the stage or image copied from"),
        line,
        tree.IsContext
            ? "Paths are relative to the context's directory; links are followed inside it only."
            : "Name a path that the stage has made.");

    private static void AddFile(CacheKey hash, SourceTree tree, SourceFile file)
    {
        var stat = file.Stat;
        hash.Add((int)stat.Kind).Add(stat.Kind == FileKind.Symlink ? 0 : stat.Mode);
        if (!tree.IsContext)
            hash.Add(stat.Uid).Add(stat.Gid).Add(((long)stat.Node.Major << 32) | stat.Node.Minor);
        if (!tree.IsContext && stat.IsRegular)
            AddAttributes(hash, tree, file.Path);
        if (stat.Kind == FileKind.Symlink)
        {
            using var parent = tree.Root.OpenDirectory(file.Path.Parent);
            hash.Add(parent.ReadLink(file.Path.Name).Bytes);
        }
        else if (stat.IsRegular)
        {
            using var content = tree.Open(file);
            hash.Add(SHA256.HashData(content));
        }
    }

    private static void AddAttributes(CacheKey hash, SourceTree tree, RawPath path)
    {
        using var parent = tree.Root.OpenDirectory(path.Parent);
        foreach (var attribute in PreservedAttributes.Of(parent, path.Name))
            hash.Add(attribute.Name).Add(attribute.Value.Span);
    }
}
