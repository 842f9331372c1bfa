namespace Slipway.Build.Tests;

public class SecretMaskTests
{
    [Fact]
    public void Values_are_taken_out_wherever_they_are() =>
        new SecretMask(["s3cret", "s3cret-longer"]).Apply("a=s3cret b=s3cret-longer").ShouldBe("a=****** b=******");

    [Fact]
    public void Each_line_of_a_longer_secret_is_one() =>
        new SecretMask(["-----BEGIN KEY-----\nabcdef\n-----END KEY-----\n"]).Apply("key abcdef").ShouldBe("key ******");

    [Fact]
    public void Very_short_values_would_take_words_with_them() =>
        new SecretMask(["1", "yes", ""]).Apply("1 yes").ShouldBe("1 yes");
}
