using System.Security.Cryptography;
using Slipway.Linux.Files;

namespace Slipway.Build;

/// <summary>Temporary directories of one build; the next builder removes leftovers of a crash.</summary>
public sealed class Workspace : IDisposable
{
    private readonly string _parent;
    private readonly string _name = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private int _next;

    public Workspace(string parent)
    {
        _parent = parent;
        Directory.CreateDirectory(
            Path.Combine(parent, _name), UnixFileModes.OwnerAll);
    }

    /// <summary>Removes leftovers of an earlier process.</summary>
    public static void Clear(string parent)
    {
        Directory.CreateDirectory(parent);
        using var handle = DirectoryHandle.Open(parent);
        foreach (var name in handle.List())
            handle.RemoveTree(name);
    }

    /// <summary>A new, unused path in the workspace.</summary>
    public string NewPath() => Path.Combine(
        _parent, _name, Interlocked.Increment(ref _next).ToString(System.Globalization.CultureInfo.InvariantCulture));

    public void Dispose()
    {
        using var handle = DirectoryHandle.Open(_parent);
        handle.RemoveTree(RawPath.Of(_name));
    }
}
