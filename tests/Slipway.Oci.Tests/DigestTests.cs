using Slipway.Oci;

namespace Slipway.Oci.Tests;

public class DigestTests
{
    [Fact]
    public void The_digest_of_no_bytes_is_the_known_one() =>
        Digest.OfBytes([])
            .ToString().ShouldBe("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    [Theory]
    [InlineData("")]
    [InlineData("sha256:")]
    [InlineData("sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../etc/passwd")]
    public void Other_texts_are_no_digests(string text) => Digest.TryParse(text, out _).ShouldBeFalse();
}
