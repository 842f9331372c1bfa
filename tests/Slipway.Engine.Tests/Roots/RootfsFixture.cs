using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Roots;
using Slipway.Linux.Mounts;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Roots;

/// <summary>A data directory with the ground for roots in it; the mounts go with the test.</summary>
public sealed class RootfsFixture : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public RootfsFixture()
    {
        // Passable for others; a colon and a comma would be trouble in mount options.
        File.SetUnixFileMode(_data.Path, (UnixFileMode)0x1C9);
        Path = Directory.CreateDirectory(_data.File("data:,one")).FullName;
        Mount.BindPrivate(Path, Path);
        Directories = new EngineDirectory(Path, System.IO.Path.Combine(Path, "run"));
        Rootfs = new Rootfs(Directories, Ids);
    }

    public string Path { get; }

    public EngineDirectory Directories { get; }

    public MountIds Ids { get; } = new();

    public Rootfs Rootfs { get; }

    public void Dispose()
    {
        Mount.UnmountAll(Path);
        Ids.Dispose();
        _data.Dispose();
    }
}
