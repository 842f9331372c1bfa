using Slipway.Linux.Files;

namespace Slipway.Engine.Embedded;

/// <summary>The directories of the engine for layers, build roots and volumes.</summary>
public sealed class EngineDirectory
{
    private readonly string _data;
    private readonly string _run;

    /// <summary>Creates missing directories.</summary>
    /// <param name="data">DIR.</param>
    /// <param name="run"><c>DIR/run</c>, by a path that container ids can traverse and that is a private mount
    /// (<see cref="EngineHost.RunPath"/>).</param>
    public EngineDirectory(string data, string run)
    {
        (_data, _run) = (Path.GetFullPath(data), run);
        foreach (var directory in (string[])[Snapshots, Trash, Builds, Volumes, Mounting])
            Make(directory, UnixFileModes.OwnerAll);
        Make(BuildMounts, UnixFileModes.AllTraverse);
    }

    /// <summary>Unpacked layers: cache.</summary>
    public string Snapshots => Path.Combine(_data, "snapshots");

    /// <summary>Writable layers of build roots: run-time state.</summary>
    public string Builds => Path.Combine(_data, "builds");

    /// <summary>Volumes of gears: source of truth.</summary>
    internal string Volumes => Path.Combine(_data, "volumes");

    /// <summary>The parent of all mounts of the engine.</summary>
    internal string Run => _run;

    /// <summary>Mount points and bundles of build roots.</summary>
    public string BuildMounts => Path.Combine(_run, "builds");

    /// <summary>Temporary id-mapped mounts, used while an overlay over them is mounted.</summary>
    internal string Mounting => Path.Combine(_run, "mounting");

    internal string Trash => Path.Combine(Snapshots, "trash");

    private static void Make(string directory, UnixFileMode mode)
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, mode);
    }
}
