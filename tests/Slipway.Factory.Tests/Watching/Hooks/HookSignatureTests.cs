using System.Text;
using Slipway.Factory.Watching.Hooks;

namespace Slipway.Factory.Tests.Watching.Hooks;

public class HookSignatureTests
{
    // The example of GitHub's documentation of webhook signatures.
    private const string Secret = "It's a Secret to Everybody";
    private const string Signature = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static Task<bool> IsValidAsync(string name, string value, string body = "Hello, World!") =>
        HookSignature.IsValidAsync(
            Encoding.UTF8.GetBytes(Secret), header => header == name ? value : null,
            new MemoryStream(Encoding.UTF8.GetBytes(body)), CancellationToken.None);

    [Theory]
    [InlineData("X-Hub-Signature-256", "sha256=" + Signature)]
    [InlineData("X-Gitea-Signature", Signature)]
    [InlineData("X-Forgejo-Signature", Signature)]
    [InlineData("X-Gitlab-Token", Secret)]
    public async Task Each_service_s_own_way_is_taken(string header, string value) =>
        (await IsValidAsync(header, value)).ShouldBeTrue();

    [Theory]
    [InlineData("X-Hub-Signature-256", "sha256=" + Signature, "Hello, world!")]
    [InlineData("X-Hub-Signature-256",
        "sha256=857107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "Hello, World!")]
    [InlineData("X-Hub-Signature-256", "sha256=", "Hello, World!")]
    [InlineData("X-Hub-Signature-256",
        "sha256=zz7107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", "Hello, World!")]
    [InlineData("X-Gitea-Signature", "", "Hello, World!")]
    [InlineData("X-Hub-Signature", "sha1=" + Signature, "Hello, World!")]
    [InlineData("X-Gitlab-Token", "It's a Secret to Somebody", "Hello, World!")]
    [InlineData("X-Gitlab-Token", "", "Hello, World!")]
    public async Task Anything_else_is_refused(string header, string value, string body) =>
        (await IsValidAsync(header, value, body)).ShouldBeFalse();

    [Fact]
    public async Task A_wrong_signature_is_not_made_good_by_a_token() => (await HookSignature.IsValidAsync(
        Encoding.UTF8.GetBytes(Secret), header => header == "X-Gitlab-Token" ? Secret : "sha256=00", Stream.Null,
        CancellationToken.None)).ShouldBeFalse();
}
