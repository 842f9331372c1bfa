using Slipway.Engine.Embedded.Containers;

namespace Slipway.Engine.Tests.Containers;

public class UserLookupTests
{
    private const string Passwd =
        "root:x:0:0:root:/root:/bin/sh\napp:x:1001:1002::/home/app:/bin/sh\nbroken:x\n12:x:77:77::/:/x\n";
    private const string Group = "root:x:0:\napp:x:1002:\nextra:x:2000:other,app\nmany:x:2001:app\n";

    [Theory]
    [InlineData("", 0u, 0u, "/root")]
    [InlineData("root", 0u, 0u, "/root")]
    [InlineData("app", 1001u, 1002u, "/home/app")]
    [InlineData("1001", 1001u, 1002u, "/home/app")]
    [InlineData("app:extra", 1001u, 2000u, "/home/app")]
    [InlineData("app:5", 1001u, 5u, "/home/app")]
    [InlineData("4000", 4000u, 0u, null)]
    [InlineData("4000:4001", 4000u, 4001u, null)]
    [InlineData("12", 77u, 77u, "/")]
    public void Names_and_numbers_are_found(string user, uint uid, uint gid, string? home)
    {
        var found = UserLookup.Resolve(user, Passwd, Group);
        (found.Uid, found.Gid, found.Home).ShouldBe((uid, gid, home));
    }

    [Fact]
    public void The_other_groups_of_a_user_come_along_unless_a_group_is_named()
    {
        UserLookup.Resolve("app", Passwd, Group).Groups.ShouldBe([2000u, 2001u]);
        UserLookup.Resolve("app:extra", Passwd, Group).Groups.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("app:none")]
    [InlineData("70000")]
    [InlineData("1:70000")]
    [InlineData("-1")]
    [InlineData("broken")]
    [InlineData("99999999999999999999")]
    public void What_the_image_does_not_have_is_refused(string user) =>
        Should.Throw<SlipwayException>(() => UserLookup.Resolve(user, Passwd, Group)).Code
            .ShouldBe(ErrorCode.EngineInvalidSpec);

    [Fact]
    public void An_image_without_the_files_has_numbers_and_root_only()
    {
        UserLookup.Resolve("", null, null).IsRoot.ShouldBeTrue();
        UserLookup.Resolve("5:6", null, null).Gid.ShouldBe(6u);
        Should.Throw<SlipwayException>(() => UserLookup.Resolve("root", null, null));
    }
}
