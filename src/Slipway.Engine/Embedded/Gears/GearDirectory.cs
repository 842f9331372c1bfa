namespace Slipway.Engine.Embedded.Gears;

/// <summary>The directory of one gear, <c>DIR/run/gears/ID</c>, which is also its bundle.</summary>
internal sealed record GearDirectory(RunDirectory Run, string Id)
{
    public string Path => System.IO.Path.Combine(Run.Gears, Id);

    public string Root => At("root");

    /// <summary>The overlay's writable directories; on a separate disk image when the gear has a disk limit.</summary>
    public string Writable => At("writable");

    public string DiskImage => At("disk.img");

    public string Disk => At("disk");

    public string Log => At("log");

    public string ExitCode => At(Id);

    public string Persistent => At("persist");

    public string OutOfMemory => System.IO.Path.Combine(Persistent, "oom");

    public string Sockets => At("s");

    public string Control => At("ctl");

    public string Pid => At("pid");

    public string MonitorPid => At("conmon.pid");

    public string Configuration => At("config.json");

    public string Execs => At("exec");

    /// <summary>The runtime's state of all gears.</summary>
    public string RuntimeState => System.IO.Path.Combine(Run.Path, "runtime");

    public string Volume(int index) => At($"volume{index}");

    public string Scratch(int index) => At($"scratch{index}");

    public string Injected(int index) => At($"given{index}");

    public string At(string name) => System.IO.Path.Combine(Path, name);
}
