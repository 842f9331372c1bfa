using Slipway.Linux.Files;
using Slipway.Testing;

namespace Slipway.Linux.Tests.Files;

public sealed class DirectoryHandleTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();
    private readonly DirectoryHandle _directory;

    public DirectoryHandleTests() => _directory = DirectoryHandle.Open(_scratch.Path);

    public void Dispose()
    {
        _directory.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public void Names_of_any_bytes_are_listed_as_they_are()
    {
        RawPath[] names = [RawPath.Of([0xff, 0xfe]), RawPath.Of("naïve"), RawPath.Of("line\nbreak"),
            .. Enumerable.Range(0, 2000).Select(i => RawPath.Of($"file-{i:0000}"))];
        foreach (var name in names)
            Make(name);
        _directory.List().Order().ShouldBe(names.Order());
    }

    [Fact]
    public void What_stat_says_is_what_was_set()
    {
        Make(Name("f"), "content");
        _directory.SetOwner(Name("f"), 70_000, 3_000_000_000);
        _directory.SetMode(Name("f"), 0xDED);
        _directory.SetTimes(Name("f"), new UnixTime(-5, 123_456_789));
        var stat = _directory.Stat(Name("f"));
        (stat.Kind, stat.Mode, stat.Uid, stat.Gid, stat.Size, stat.Modified, stat.Links)
            .ShouldBe((FileKind.Regular, 0xDED, 70_000u, 3_000_000_000u, 7L, new UnixTime(-5, 123_456_789), 1u));
        _directory.MakeNode(Name("n"), FileKind.CharDevice, 0x180, new DeviceNumber(259, 70_000));
        _directory.Stat(Name("n")).Node.ShouldBe(new DeviceNumber(259, 70_000));
        _directory.MakeWhiteout(Name("w"));
        _directory.Stat(Name("w")).IsWhiteout.ShouldBeTrue();
        _directory.Find(Name("none")).ShouldBeNull();
    }

    [Fact]
    public void An_untrusted_walk_neither_leaves_the_directory_nor_follows_links()
    {
        _directory.MakeDirectory(Name("d"), 0x1ED);
        _directory.MakeSymlink(Name("l"), Name("d"));
        _directory.MakeSymlink(Name("out"), Name("/etc"));
        _directory.FindDirectory(Name("l")).ShouldBeNull();
        Should.Throw<LinuxException>(() => _directory.OpenDirectory(Name("../")));
        Should.Throw<LinuxException>(() => _directory.OpenDirectory(Name("/etc")));
        Should.Throw<LinuxException>(() => _directory.OpenFile(Name("out/passwd"), OpenFlags.ReadOnly));
        using var inRoot = _directory.OpenDirectory(Name("l"), Resolve.InRoot);
        inRoot.Stat().Inode.ShouldBe(_directory.Stat(Name("d")).Inode);
        Should.Throw<LinuxException>(() => _directory.OpenDirectory(Name("out"), Resolve.InRoot)).Errno
            .ShouldBe(Errno.NotFound);
    }

    [Fact]
    public void Attributes_are_bytes_of_files_links_and_directories()
    {
        Make(Name("f"));
        var value = new byte[3000];
        value[2999] = 7;
        _directory.SetAttribute(Name("f"), "user.large", value);
        _directory.SetAttribute(Name("f"), "user.empty", []);
        _directory.SetAttribute(RawPath.Empty, "trusted.overlay.opaque", "y"u8);
        _directory.FindAttribute(Name("f"), "user.large").ShouldBe(value);
        _directory.FindAttribute(Name("f"), "user.empty").ShouldBe([]);
        _directory.FindAttribute(Name("f"), "user.none").ShouldBeNull();
        _directory.ListAttributes(Name("f")).Order().ShouldBe(["user.empty", "user.large"]);
        _directory.ListAttributes(RawPath.Empty).ShouldBe(["trusted.overlay.opaque"]);
        _directory.RemoveAttribute(Name("f"), "user.large");
        _directory.RemoveAttribute(Name("f"), "user.large");
        _directory.ListAttributes(Name("f")).ShouldBe(["user.empty"]);
    }

    [Fact]
    public void A_tree_deeper_than_any_path_is_removed_and_what_links_point_to_stays()
    {
        var outside = Path.Combine(_scratch.Path, "outside");
        File.WriteAllText(outside, "x");
        var current = _directory.Duplicate();
        for (var depth = 0; depth < 3000; depth++)
        {
            current.MakeDirectory(Name("deep"), 0x1ED);
            var next = current.OpenDirectory(Name("deep"));
            current.MakeSymlink(Name("l"), RawPath.Of(outside));
            current.Dispose();
            current = next;
        }
        current.Dispose();
        _directory.RemoveTree(Name("deep"));
        _directory.RemoveTree(Name("deep"));
        _directory.List().Order().ShouldBe([Name("l"), Name("outside")]);
    }

    [Fact]
    public void Renaming_says_what_becomes_of_the_other_name()
    {
        Make(Name("a"), "a");
        Make(Name("b"), "b");
        Should.Throw<LinuxException>(() =>
            _directory.Rename(Name("a"), _directory, Name("b"), RenameMode.NoReplace)).Errno.ShouldBe(Errno.Exists);
        _directory.Rename(Name("a"), _directory, Name("b"), RenameMode.Exchange);
        File.ReadAllText(_scratch.File("a")).ShouldBe("b");
        _directory.Rename(Name("a"), _directory, Name("b"));
        _directory.List().ShouldBe([Name("b")]);
    }

    private static RawPath Name(string name) => RawPath.Of(name);

    private void Make(RawPath name, string content = "")
    {
        using var file = _directory.OpenFile(name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x1A4);
        file.WriteAll(System.Text.Encoding.UTF8.GetBytes(content));
    }
}
