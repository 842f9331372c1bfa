using System.Text;
using Slipway.Linux.Mounts;
using Slipway.Oci;

namespace Slipway.Engine.Embedded;

/// <summary>
/// The data directory as the engine uses it: bound privately to a short path below /run. There no mount propagates to other namespaces, a
/// container's root reaches its files whatever the permissions of the directories above DIR are, and socket paths stay short.
/// The binding outlives the process, as gears do; <see cref="Close"/> takes it away with all that is mounted in it.
/// </summary>
public sealed class EngineDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private EngineDirectory(string source, string path) => (Source, Path) = (source, path);

    /// <summary>DIR, as the user named it.</summary>
    public string Source { get; }

    /// <summary>Where the engine sees DIR.</summary>
    public string Path { get; }

    /// <summary>Tells this data directory from others on the machine, in names of things outside it: 12 hexadecimal digits.</summary>
    public string Id => Path[^12..];

    public string Snapshots => System.IO.Path.Combine(Path, "snapshots");

    public string Builds => System.IO.Path.Combine(Path, "builds");

    public string Volumes => System.IO.Path.Combine(Path, "volumes");

    public string Run => System.IO.Path.Combine(Path, "run");

    internal string Trash => System.IO.Path.Combine(Run, "trash");

    /// <summary>Makes DIR and its engine's rooms where they are missing, and the binding.</summary>
    public static EngineDirectory Open(string data)
    {
        var source = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(data));
        Directory.CreateDirectory(source);
        var directory = new EngineDirectory(source, $"/run/slipway-{Digest.OfBytes(Encoding.UTF8.GetBytes(source)).Short}");
        directory.Bind();
        foreach (var (room, mode) in directory.Rooms)
        {
            Directory.CreateDirectory(room);
            File.SetUnixFileMode(room, mode);
        }
        return directory;
    }

    /// <summary>Takes everything mounted in the directory away, and the binding. The gears must have ended.</summary>
    public void Close()
    {
        Mount.UnmountAll(Path);
        if (Directory.Exists(Path))
            Directory.Delete(Path);
    }

    private IEnumerable<(string Room, UnixFileMode Mode)> Rooms =>
        [(Path, Passable), (Snapshots, OwnerOnly), (Builds, Passable), (Volumes, OwnerOnly), (Run, Passable), (Trash, OwnerOnly)];

    private void Bind()
    {
        Directory.CreateDirectory(Path);
        var bound = MountTable.Read().Entries.LastOrDefault(entry => entry.Target == Path);
        if (bound is not null && !bound.Root.EndsWith("//deleted", StringComparison.Ordinal))
            return;
        Mount.UnmountAll(Path);
        Mount.BindPrivate(Source, Path);
    }
}
