using Slipway.Linux.Files;

namespace Slipway.Testing;

/// <summary>A directory that goes with the test, whatever names and modes the test gave to what is in it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slipway-test-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        using var parent = DirectoryHandle.Open(System.IO.Path.GetDirectoryName(Path)!);
        parent.RemoveTree(RawPath.Of(System.IO.Path.GetFileName(Path)));
    }
}
