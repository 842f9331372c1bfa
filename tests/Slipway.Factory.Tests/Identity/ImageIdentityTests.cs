using Slipway.Factory.Identity;

namespace Slipway.Factory.Tests.Identity;

public class ImageIdentityTests
{
    private static readonly IdentityPart[] Parts =
    [
        new(IdentityKind.Dockerfile, "", "a"), new(IdentityKind.File, "start.sh", "b"),
        new(IdentityKind.Parent, "base", "c"),
            new(IdentityKind.Packages, "", "d"),
    ];

    [Fact]
    public void The_order_in_which_parts_are_found_does_not_matter() =>
        ImageIdentity.Of(Parts.Reverse()).Digest.ShouldBe(ImageIdentity.Of(Parts).Digest);

    [Fact]
    public void Each_part_makes_another_identity()
    {
        var identities = Parts.Select(
            (part, at) => ImageIdentity.Of([.. Parts[..at], part with { Value = "x" }, .. Parts[(at + 1)..]]).Digest)
            .Append(ImageIdentity.Of(Parts).Digest).Append(ImageIdentity.Of(Parts[..3]).Digest)
            .Append(ImageIdentity.Of([.. Parts[..1], Parts[1] with { Name = "stop.sh" }, .. Parts[2..]]).Digest);
        identities.ShouldBeUnique();
    }

    [Fact]
    public void What_changed_is_told_in_words()
    {
        var now = ImageIdentity.Of([Parts[0], Parts[1] with { Value = "x" }, Parts[2],
            new IdentityPart(IdentityKind.Source, "app", "commit")]);
        now.ChangesSince(Parts).ShouldBe(["the file start.sh changed from b to x", "the source app is new",
            "the offer of the package archives is gone"]);
        ImageIdentity.Of(Parts).ChangesSince(Parts).ShouldBeEmpty();
    }
}
