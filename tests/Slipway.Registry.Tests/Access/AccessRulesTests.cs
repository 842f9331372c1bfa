using Slipway.Registry.Access;

namespace Slipway.Registry.Tests.Access;

public sealed class AccessRulesTests
{
    private static readonly Principal Developer = new("dev", false, new HashSet<string> { "demo", "images" });
    private static readonly Principal Administrator = new("admin", true, new HashSet<string>());

    [Theory]
    [InlineData("demo/app", true, true)]
    [InlineData("demo/deep/app", true, true)]
    [InlineData("demolition/app", false, false)]
    [InlineData("other/app", false, false)]
    [InlineData("demo", false, false)]
    [InlineData("images/debian", true, false)]
    [InlineData("cartridges/nodejs", true, false)]
    [InlineData("images", false, false)]
    public void A_user_has_the_own_domains_and_reads_images_and_cartridges(string repository, bool pull, bool push)
    {
        AccessRules.MayPull(Developer, repository).ShouldBe(pull);
        AccessRules.MayPush(Developer, repository).ShouldBe(push);
        AccessRules.MayPush(Administrator, repository).ShouldBeTrue();
        AccessRules.MayPull(Administrator, repository).ShouldBeTrue();
    }

    [Fact]
    public void A_secret_may_have_colons_and_is_not_shown()
    {
        var credentials = LoginCredentials.Of("Basic " + Convert.ToBase64String("dev:a:b"u8)).ShouldNotBeNull();
        (credentials.User, credentials.Secret).ShouldBe(("dev", "a:b"));
        credentials.ToString().ShouldNotContain("a:b");
    }

    [Fact]
    public void A_bearer_names_no_user() =>
        LoginCredentials.Of("bearer  token ").ShouldBe(new LoginCredentials(null, "token"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Basic")]
    [InlineData("Basic !!!")]
    [InlineData("Basic OmE=")]
    [InlineData("Digest a=b")]
    public void What_presents_nothing_is_nothing(string? header) => LoginCredentials.Of(header).ShouldBeNull();
}
