using Slipway.Factory.Trees;
using Slipway.Testing;

namespace Slipway.Factory.Tests;

/// <summary>A tree of templates that goes with the test.</summary>
internal sealed class TestTree : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public TestTree(params ReadOnlySpan<(string Path, string Content)> files)
    {
        foreach (var (path, content) in files)
            Write(path, content);
    }

    public string Path => _directory.Path;

    public TestTree Write(string path, string content)
    {
        var file = _directory.File(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    public TemplateTree Read() => TemplateTree.Read(Path, "tree");

    public void Dispose() => _directory.Dispose();
}
