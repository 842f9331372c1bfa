using Slipway.Linux.Mounts;
using Slipway.Testing;

namespace Slipway.Linux.Tests.Mounts;

public class MountTableTests
{
    [Fact]
    public void Lines_with_and_without_optional_fields_and_with_escapes_are_read()
    {
        var table = MountTable.Parse(
            """
            36 35 98:0 /mnt1 /mnt/a\040b rw,noatime master:1 shared:3 - ext3 /dev/root rw,errors=continue
            37 36 0:5 / /mnt/a\040b/\303\251\134 rw - tmpfs none rw
            nonsense

            """);
        table.Entries.Select(entry => entry.Target).ShouldBe(["/mnt/a b", "/mnt/a b/é\\"]);
        table.Entries[0].ShouldBe(
            new MountEntry(36, 35, "/mnt1", "/mnt/a b", "ext3", "/dev/root", "rw,noatime", "rw,errors=continue"));
        table.Under("/mnt/a b").Count().ShouldBe(2);
        table.Under("/mnt/a").ShouldBeEmpty();
    }

    [Fact]
    public void Mounts_are_listed_and_all_taken_away()
    {
        using var directory = new TemporaryDirectory();
        Mount.BindPrivate(directory.Path, directory.Path);
        Directory.CreateDirectory(directory.File("a b"));
        Mount.Memory("test", directory.File("a b"), 1 << 20, 0x1C0, MountFlags.NoDevices);
        Mount.Memory("test", directory.File("a b"), 1 << 20, 0x1C0, MountFlags.NoDevices);
        MountTable.Read().Under(directory.Path).Count().ShouldBe(3);
        FileSystem.SpaceOf(directory.File("a b")).TotalBytes.ShouldBe(1 << 20);
        Mount.UnmountAll(directory.Path);
        MountTable.Read().Under(directory.Path).ShouldBeEmpty();
        Mount.Unmount(directory.Path).ShouldBeFalse();
    }
}
