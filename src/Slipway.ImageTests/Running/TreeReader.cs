using Slipway.Build.Context;
using Slipway.Linux;
using Slipway.Linux.Files;

namespace Slipway.ImageTests.Running;

/// <summary>Reads files of a container's root from outside; links lead where they would inside.</summary>
internal sealed class TreeReader(string root) : IDisposable
{
    public const int MaxFileBytes = 16 << 20;
    private readonly DirectoryHandle _root = DirectoryHandle.Open(root);

    /// <summary>What is at the path, a link itself; null when there is nothing.</summary>
    public FileStat? Find(string path) => Resolve(path, followLast: false) is { } found ? StatOf(found) : null;

    /// <summary>The names in a directory; null when there is none.</summary>
    public IReadOnlyList<RawPath>? List(string path)
    {
        using var directory = Resolve(path, followLast: true) is { } found ? _root.FindDirectory(found) : null;
        return directory?.List();
    }

    /// <returns>The bytes, or null and the reason.</returns>
    public byte[]? Read(string path, out string problem)
    {
        problem = "";
        if (Resolve(path, followLast: true) is not { } found || StatOf(found) is not { } stat)
            problem = $"{path} does not exist";
        else if (!stat.IsRegular)
            problem = $"{path} is no regular file";
        else if (stat.Size > MaxFileBytes)
            problem = $"{path} is {stat.Size} bytes long; {MaxFileBytes} are the most";
        else
            return ReadAll(found, stat.Size);
        return null;
    }

    public void Dispose() => _root.Dispose();

    /// <summary>A file that grows meanwhile is read as far as it was; files of /proc tell no size.</summary>
    private byte[] ReadAll(RawPath path, long size)
    {
        using var file = _root.OpenFile(path, OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        var bytes = new byte[size > 0 ? size : 64 << 10];
        return bytes[..file.ReadFully(bytes)];
    }

    private FileStat? StatOf(RawPath path)
    {
        using var parent = _root.FindDirectory(path.Parent);
        return path.IsEmpty ? _root.Stat() : parent?.Find(path.Name);
    }

    private RawPath? Resolve(string path, bool followLast)
    {
        try
        {
            return RootedPath.Resolve(_root, RawPath.Of(path), followLast);
        }
        catch (Exception e) when (e is LinuxException or ArgumentException)
        {
            return null;
        }
    }
}
