using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.Build.Context;

/// <summary>A file of a source tree: its path relative to the tree's root, and its metadata.</summary>
public readonly record struct SourceFile(RawPath Path, FileStat Stat)
{
    /// <summary>The path relative to one of its parent directories.</summary>
    public RawPath From(RawPath directory) => RawPath.Of(Path.Bytes[(directory.IsEmpty ? 0 : directory.Length + 1)..]);
}

/// <summary>A tree to copy from: the build context without ignored files, or the files of a stage or image.</summary>
public sealed class SourceTree : IDisposable
{
    public const int MaxFiles = 1_000_000;
    private readonly IgnoreRules _ignore;

    private SourceTree(DirectoryHandle root, IgnoreRules ignore, bool isContext) =>
        (Root, _ignore, IsContext) = (root, ignore, isContext);

    public DirectoryHandle Root { get; }

    /// <summary>Files of the context become owned by root; files of a stage keep their owner.</summary>
    public bool IsContext { get; }

    public static SourceTree Context(string directory, IgnoreRules ignore) =>
        new(DirectoryHandle.Open(directory), ignore, isContext: true);

    public static SourceTree Image(string directory) =>
        new(DirectoryHandle.Open(directory), IgnoreRules.None, isContext: false);

    /// <summary>Resolves a path, following links inside the tree; null when it does not exist or is ignored.</summary>
    public SourceFile? Find(string path)
    {
        if (RootedPath.Resolve(Root, RawPath.Of(path)) is not { } resolved)
            return null;
        if (resolved.IsEmpty)
            return new SourceFile(resolved, Root.Stat());
        using var parent = Root.FindDirectory(resolved.Parent);
        if (parent?.Find(resolved.Name) is not { } stat)
            return null;
        var file = new SourceFile(resolved, stat);
        return IsWanted(file) ? file : null;
    }

    /// <summary>
    /// Paths that match the pattern, sorted bytewise. A pattern without slash matches names in the root only.
    /// </summary>
    public IReadOnlyList<string> Glob(PathPattern pattern) =>
        [.. Below(RawPath.Empty).Select(file => file.Path.ToString()).Where(pattern.IsMatch)];

    /// <summary>
    /// All selected entries below a directory, each directory before its entries, sorted bytewise. Links are not
    /// followed.
    /// </summary>
    public IEnumerable<SourceFile> Below(RawPath directory)
    {
        var count = 0;
        var ahead = new Stack<SourceFile>();
        PushEntries(ahead, directory);
        while (ahead.TryPop(out var file))
        {
            if (++count > MaxFiles)
                throw new SlipwayException(
                    ErrorCode.BuildLimit, $"there are more than {MaxFiles} files to copy",
                    "Leave some out by .dockerignore.");
            if (file.Stat.IsDirectory && (_ignore.IsEmpty || _ignore.HasExceptions || !IsIgnored(file.Path)))
                PushEntries(ahead, file.Path);
            if (IsWanted(file))
                yield return AsSent(file);
        }
    }

    /// <summary>
    /// Docker does not send an ignored directory itself: if entries in it are included again, it gets the default mode.
    /// </summary>
    private SourceFile AsSent(SourceFile file) => file.Stat.IsDirectory && !_ignore.IsEmpty && IsIgnored(file.Path)
        ? file with { Stat = file.Stat with { Mode = FileModes.AllExecute } }
        : file;

    /// <summary>Opens a regular file for reading; its path must not contain links.</summary>
    public FileStream Open(SourceFile file)
    {
        var handle = Root.OpenFile(file.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        return new FileStream(handle, FileAccess.Read, 0);
    }

    public void Dispose() => Root.Dispose();

    /// <summary>An ignored directory exists if an entry in it is included again.</summary>
    private bool IsWanted(SourceFile file)
    {
        if (_ignore.IsEmpty || !IsIgnored(file.Path))
            return true;
        return file.Stat.IsDirectory && _ignore.HasExceptions && HasWanted(file.Path);
    }

    private bool HasWanted(RawPath directory)
    {
        var ahead = new Stack<SourceFile>();
        PushEntries(ahead, directory);
        while (ahead.TryPop(out var file))
        {
            if (!IsIgnored(file.Path))
                return true;
            if (file.Stat.IsDirectory)
                PushEntries(ahead, file.Path);
        }
        return false;
    }

    private bool IsIgnored(RawPath path) => _ignore.Ignores(path.ToString());

    private void PushEntries(Stack<SourceFile> ahead, RawPath directory)
    {
        try
        {
            using var handle = Root.OpenDirectory(directory);
            RawPath[] names = [.. handle.List()];
            Array.Sort(names);
            for (var i = names.Length - 1; i >= 0; i--)
            {
                if (handle.Find(names[i]) is { Kind: not FileKind.Socket } stat)
                    ahead.Push(new SourceFile(directory.Combine(names[i]), stat));
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.NameTooLong)
        {
            throw new SlipwayException(
                ErrorCode.BuildLimit, "a path is longer than 4095 bytes",
                "Leave the deepest directories out by .dockerignore.", e);
        }
    }
}
