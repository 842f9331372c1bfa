using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Roots;
using Slipway.Testing;

namespace Slipway.Engine.Tests.Roots;

/// <summary>A data directory with the engine's ground in it; mounts and the binding go with the test.</summary>
public sealed class TestEngine : IDisposable
{
    private readonly TemporaryDirectory _data = new();

    public TestEngine()
    {
        Directory = EngineDirectory.Open(_data.File("data:,one"));
        Rootfs = new Rootfs(Directory, Ids);
    }

    public EngineDirectory Directory { get; }

    public MountIds Ids { get; } = new();

    public Rootfs Rootfs { get; }

    public void Dispose()
    {
        Directory.Close();
        Ids.Dispose();
        _data.Dispose();
    }
}
