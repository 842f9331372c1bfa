using Slipway.Linux.Files;
using Slipway.SourceToImage;
using Slipway.Testing;

namespace Slipway.SourceToImage.Tests;

public sealed class SourceFilesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Write(string path, string text = "x")
    {
        var full = _directory.File(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    private PreparedSource Prepare() => PreparedSource.Read(SourceFiles.Open(_directory.Path));

    private string[] Remaining => [.. Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_directory.Path, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Ignored_files_and_git_are_removed()
    {
        foreach (var path in new[]
        {
            ".git/HEAD", "a.log", "keep/b.log", "keep/c.txt", "deep/er/d.log", "build/out/x", "build/keep.txt",
        })
            Write(path);
        Write(".s2iignore", "# logs\n**/*.log\n!keep/b.log\nbuild\n!build/keep.txt\n");
        Prepare();
        Remaining.ShouldBe([".s2iignore", "build/keep.txt", "keep/b.log", "keep/c.txt"]);
    }

    [Fact]
    public void The_digest_is_of_names_modes_and_contents_and_not_of_times()
    {
        var file = Write("a");
        var digest = Prepare().Digest;
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        Prepare().Digest.ShouldBe(digest);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var executable = Prepare().Digest;
        executable.ShouldNotBe(digest);
        File.Delete(file);
        File.CreateSymbolicLink(file, "x");
        Prepare().Digest.ShouldNotBe(executable);
    }

    [Fact]
    public void Contents_do_not_run_into_names()
    {
        Write("a", "bc");
        var one = Prepare().Digest;
        File.Delete(_directory.File("a"));
        Write("ab", "c");
        Prepare().Digest.ShouldNotBe(one);
    }

    [Fact]
    public void Pipes_are_left_out_with_a_warning()
    {
        Write("a");
        using (var root = DirectoryHandle.Open(_directory.Path))
            root.MakeNode(RawPath.Of("pipe"), FileKind.Fifo, 0x1A4);
        var source = Prepare();
        source.Warnings.ShouldHaveSingleItem().ShouldContain("pipe");
        source.Entries.Count.ShouldBe(1);
    }

    [Fact]
    public void A_build_file_that_is_a_link_is_refused()
    {
        Directory.CreateDirectory(_directory.File(".s2i"));
        File.CreateSymbolicLink(_directory.File(".s2i/environment"), "/etc/passwd");
        Should.Throw<SourceBuildException>(Prepare).Message.ShouldContain("no plain file");
    }

    [Fact]
    public void Adoption_gives_all_files_an_owner_and_one_time()
    {
        Write("d/a");
        File.CreateSymbolicLink(_directory.File("d/link"), "/etc/passwd");
        var before = new FileInfo("/etc/passwd").LastWriteTimeUtc;
        using var files = SourceFiles.Open(_directory.Path);
        files.Adopt(files.Walk(), 1001, 0, new UnixTime(1000));
        foreach (var entry in files.Walk())
            (entry.Stat.Uid, entry.Stat.Gid, entry.Stat.Modified.Seconds)
                .ShouldBe((1001u, 0u, 1000L), entry.Path.ToString());
        new FileInfo("/etc/passwd").LastWriteTimeUtc.ShouldBe(before);
    }

    [Fact]
    public void Key_files_are_those_the_globs_name()
    {
        foreach (var path in new[] { "package.json", "sub/package.json", "sub/other.json", "src/index.js" })
            Write(path);
        var source = Prepare();
        KeyFiles.Select(source.Entries, ["package.json", "*/package.json"])
            .Select(entry => entry.Path.ToString()).ShouldBe(["package.json", "sub/package.json"]);
        using var target = new TemporaryDirectory();
        KeyFiles.Copy(source.Files, KeyFiles.Select(source.Entries, ["**/*.json"]), target.Path);
        Directory.GetFiles(target.Path, "*", SearchOption.AllDirectories).Length.ShouldBe(3);
    }
}
