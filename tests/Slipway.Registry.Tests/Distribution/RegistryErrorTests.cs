using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

public class RegistryErrorTests
{
    /// <summary>
    /// What may come to a client of the registry; everything else is Slipway's own fault, and logged.
    /// </summary>
    private static readonly Dictionary<ErrorCode, (string Code, int Status)> Answers = new()
    {
        [ErrorCode.Malformed] = ("MANIFEST_INVALID", 400),
        [ErrorCode.NotFound] = ("MANIFEST_BLOB_UNKNOWN", 400),
        [ErrorCode.DigestMismatch] = ("DIGEST_INVALID", 400),
        [ErrorCode.LeaseEnded] = ("BLOB_UPLOAD_UNKNOWN", 404),
        [ErrorCode.TagFixed] = ("DENIED", 409),
        [ErrorCode.DiskFull] = ("UNAVAILABLE", 507),
        [ErrorCode.Unauthorized] = ("UNAUTHORIZED", 401),
        [ErrorCode.Forbidden] = ("DENIED", 403),
    };

    [Fact]
    public void Every_code_that_comes_to_a_client_has_the_registrys_own()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var answer = RegistryError.Of(new SlipwayException(code, "x"));
            (answer is null ? default((string, int)?) : (answer.Code, answer.Status))
                .ShouldBe(Answers.TryGetValue(code, out var expected) ? expected : null, $"{code}");
        }
    }
}
