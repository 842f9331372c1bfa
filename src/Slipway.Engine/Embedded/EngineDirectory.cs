namespace Slipway.Engine.Embedded;

/// <summary>The rooms of the data directory that the engine keeps layers, build roots and volumes in.</summary>
public sealed class EngineDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string _data;
    private readonly string _run;

    /// <summary>Makes the rooms where they are missing.</summary>
    /// <param name="data">DIR.</param>
    /// <param name="run"><c>DIR/run</c> by a path that the ids of containers can pass and that is a private mount
    /// (<see cref="EngineHost.RunPath"/>).</param>
    public EngineDirectory(string data, string run)
    {
        (_data, _run) = (Path.GetFullPath(data), run);
        foreach (var (room, mode) in Rooms)
        {
            Directory.CreateDirectory(room);
            File.SetUnixFileMode(room, mode);
        }
    }

    /// <summary>Unpacked layers: a cache.</summary>
    public string Snapshots => Path.Combine(_data, "snapshots");

    /// <summary>What build roots have written: run-time state.</summary>
    public string Builds => Path.Combine(_data, "builds");

    /// <summary>What gears keep: truth.</summary>
    internal string Volumes => Path.Combine(_data, "volumes");

    /// <summary>All mounts of the engine are below it.</summary>
    internal string Run => _run;

    /// <summary>Where build roots are mounted and their containers described.</summary>
    public string BuildMounts => Path.Combine(_run, "builds");

    /// <summary>Where directories are shown for a moment while an overlay over them is mounted.</summary>
    internal string Mounting => Path.Combine(_run, "mounting");

    internal string Trash => Path.Combine(Snapshots, "trash");

    private IEnumerable<(string Room, UnixFileMode Mode)> Rooms =>
        [(Snapshots, OwnerOnly), (Trash, OwnerOnly), (Builds, OwnerOnly), (Volumes, OwnerOnly),
            (BuildMounts, Passable), (Mounting, OwnerOnly)];
}
