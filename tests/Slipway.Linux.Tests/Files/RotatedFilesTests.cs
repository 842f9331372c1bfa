using Slipway.Linux.Files;
using Slipway.Testing;

namespace Slipway.Linux.Tests.Files;

public sealed class RotatedFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_newest_parts_stay()
    {
        foreach (var content in new[] { "one", "two", "three", "four" })
        {
            File.WriteAllText(_directory.File("log"), content);
            RotatedFiles.Shift(_directory.File("log"), kept: 2);
        }
        Directory.EnumerateFiles(_directory.Path).Order().Select(
            path => (Path.GetFileName(path), File.ReadAllText(path))).ShouldBe([("log.1", "four"), ("log.2", "three")]);
    }
}
