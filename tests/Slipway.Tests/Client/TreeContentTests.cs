using System.Formats.Tar;
using System.IO.Compression;
using Slipway.Client;
using Slipway.Testing;

namespace Slipway.Tests.Client;

/// <summary>What is sent of a directory with a tree of templates in it.</summary>
public sealed class TreeContentTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private void Write(string path, string content = "")
    {
        var file = _directory.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    private async Task<IReadOnlyList<string>> SentAsync()
    {
        using var content = TreeContent.Of(new DirectoryInfo(_directory.Path));
        using var sent = new MemoryStream();
        await content.CopyToAsync(sent, TestContext.Current.CancellationToken);
        sent.Position = 0;
        await using var tar = new TarReader(new GZipStream(sent, CompressionMode.Decompress));
        var names = new List<string>();
        while (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken) is { } entry)
            names.Add(entry.Name.TrimEnd('/'));
        return names;
    }

    [Fact]
    public async Task Of_a_whole_repository_only_the_tree_is_sent()
    {
        Write("factory.yml", "directories: [images]\nsources: {app: {directory: samples/app}}\n");
        Write("images/base/Dockerfile.j2", "FROM scratch");
        Write("samples/app/main.py");
        Write("samples/other/main.py");
        Write("src/Program.cs");
        Write("artifacts/bin/program");
        Write(".git/HEAD");
        Write("README.md");
        (await SentAsync()).ShouldBe(["README.md", "factory.yml", "images", "images/base", "images/base/Dockerfile.j2",
            "samples", "samples/app", "samples/app/main.py"]);
    }

    [Fact]
    public async Task A_directory_without_settings_is_sent_whole()
    {
        Write("base/Dockerfile", "FROM scratch");
        Write("base/files/.hidden");
        Write(".git/HEAD");
        (await SentAsync()).ShouldBe(["base", "base/Dockerfile", "base/files", "base/files/.hidden"]);
    }

    [Fact]
    public void Settings_that_are_refused_are_told_before_anything_is_sent()
    {
        Write("factory.yml", "directories: {a: b}\n");
        ExitCode.Of(Should.Throw<SlipwayException>(() => TreeContent.Of(new DirectoryInfo(_directory.Path))))
            .ShouldBe(ExitCode.DataError);
    }
}
