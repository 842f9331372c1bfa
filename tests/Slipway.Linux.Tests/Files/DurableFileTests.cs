using Slipway.Linux.Files;
using Slipway.Testing;

namespace Slipway.Linux.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_file_is_replaced_whole_with_the_mode_asked_for()
    {
        DurableFile.Write(_scratch.File("f"), "one"u8);
        DurableFile.Write(_scratch.File("f"), "two"u8, 0x180);
        File.ReadAllText(_scratch.File("f")).ShouldBe("two");
        File.GetUnixFileMode(_scratch.File("f")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFileSystemEntries(_scratch.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void What_fails_leaves_nothing_behind()
    {
        Directory.CreateDirectory(_scratch.File("d"));
        Should.Throw<LinuxException>(() => DurableFile.Write(_scratch.File("d"), "x"u8));
        Directory.GetFileSystemEntries(_scratch.Path).ShouldBe([_scratch.File("d")]);
    }

    [Fact]
    public void What_a_crash_left_is_removed_and_nothing_else()
    {
        File.WriteAllText(_scratch.File(".0123" + DurableFile.TemporarySuffix), "half");
        DurableFile.Write(_scratch.File("whole"), "x"u8);
        DurableFile.RemoveLeftovers(_scratch.Path).ShouldBe(1);
        Directory.GetFileSystemEntries(_scratch.Path).ShouldBe([_scratch.File("whole")]);
    }

    [Fact]
    public void A_synced_directory_gets_its_final_name()
    {
        Directory.CreateDirectory(_scratch.File("new"));
        Directory.CreateDirectory(_scratch.File("place"));
        DurableFile.Rename(_scratch.File("new"), _scratch.File("place/final"), RenameMode.NoReplace);
        Directory.Exists(_scratch.File("place/final")).ShouldBeTrue();
    }
}
