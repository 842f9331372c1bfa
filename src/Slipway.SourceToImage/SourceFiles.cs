using System.Security.Cryptography;
using Slipway.Linux;
using Slipway.Linux.Files;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>An untrusted source tree: no links are followed, everything is opened beneath it.</summary>
internal sealed class SourceFiles : IDisposable
{
    private const int MaxEntries = 500_000;
    private readonly DirectoryHandle _root;

    private SourceFiles(DirectoryHandle root) => _root = root;

    /// <exception cref="SourceBuildException">There is no such directory.</exception>
    public static SourceFiles Open(string directory)
    {
        try
        {
            return new SourceFiles(DirectoryHandle.Open(directory));
        }
        catch (LinuxException e) when (e.Errno is Errno.NotFound or Errno.NotDirectory)
        {
            throw new SourceBuildException(SourcePhase.Prepare, "the source is no directory",
                "name a directory with the source", e);
        }
    }

    public DirectoryHandle Root => _root;

    /// <summary>All entries, each directory before its entries, sorted bytewise.</summary>
    /// <param name="enter">Whether to descend into a directory; null descends into all.</param>
    public List<SourceEntry> Walk(Func<SourceEntry, bool>? enter = null)
    {
        var entries = new List<SourceEntry>();
        var ahead = new Stack<SourceEntry>();
        Push(ahead, RawPath.Empty);
        while (ahead.TryPop(out var entry))
        {
            if (entries.Count == MaxEntries)
                throw Invalid(
                    $"the source has more than {MaxEntries} files", "leave generated files out by .s2iignore");
            entries.Add(entry);
            if (entry.Stat.IsDirectory && (enter is null || enter(entry)))
                Push(ahead, entry.Path);
        }
        return entries;
    }

    /// <summary>The content of a small regular file; null when it does not exist.</summary>
    /// <exception cref="SourceBuildException">It is longer, or a link.</exception>
    public byte[]? Read(string path, int maxBytes)
    {
        var raw = RawPath.Of(path);
        using var parent = _root.FindDirectory(raw.Parent);
        if (parent?.Find(raw.Name) is not { } stat)
            return null;
        if (!stat.IsRegular || stat.Size > maxBytes)
            throw Invalid($"{path} of the source is {(stat.IsRegular ? $"{stat.Size} bytes long" : "no plain file")}",
                $"make it a file of at most {maxBytes} bytes");
        using var file = parent.OpenFile(raw.Name, OpenFlags.ReadOnly);
        var content = new byte[stat.Size];
        var length = 0;
        for (int read; length < content.Length && (read = file.ReadSome(content.AsSpan(length))) > 0;)
            length += read;
        return content[..length];
    }

    /// <summary>A digest of names, modes and contents; owners and times are ignored.</summary>
    public Digest DigestOf(IEnumerable<SourceEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 << 10];
        foreach (var entry in entries)
            SourceHash.Add(hash, _root, entry, buffer);
        return Digest.FromHash(hash.GetHashAndReset());
    }

    /// <summary>Sets the owner of the tree, and the same time for every file.</summary>
    public void Adopt(IEnumerable<SourceEntry> entries, uint uid, uint gid, UnixTime? time)
    {
        _root.SetOwner(RawPath.Empty, uid, gid);
        foreach (var directory in entries.GroupBy(entry => entry.Path.Parent))
        {
            using var handle = _root.OpenDirectory(directory.Key);
            foreach (var name in directory.Select(entry => entry.Path.Name))
            {
                handle.SetOwner(name, uid, gid);
                if (time is { } at)
                    handle.SetTimes(name, at);
            }
        }
        if (time is { } rootTime)
            _root.SetTimes(RawPath.Empty, rootTime);
    }

    public void Remove(RawPath path)
    {
        using var parent = _root.OpenDirectory(path.Parent);
        parent.RemoveTree(path.Name);
    }

    public void Dispose() => _root.Dispose();

    private void Push(Stack<SourceEntry> ahead, RawPath directory)
    {
        using var handle = _root.OpenDirectory(directory);
        RawPath[] names = [.. handle.List()];
        Array.Sort(names);
        for (var i = names.Length - 1; i >= 0; i--)
        {
            var path = directory.Combine(names[i]);
            if (path.Length > RawPath.MaxLength)
                throw Invalid($"a path of the source is longer than {RawPath.MaxLength} bytes",
                    "leave the deepest directories out by .s2iignore");
            ahead.Push(new SourceEntry(path, handle.Stat(names[i])));
        }
    }

    private static SourceBuildException Invalid(string message, string nextStep) =>
        new(SourcePhase.Prepare, message, nextStep);
}
