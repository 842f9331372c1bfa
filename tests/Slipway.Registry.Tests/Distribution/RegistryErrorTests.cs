using Slipway.Registry.Distribution;

namespace Slipway.Registry.Tests.Distribution;

public class RegistryErrorTests
{
    private static readonly HashSet<ErrorCode> Internal =
    [
        ErrorCode.Internal, ErrorCode.SystemCall, ErrorCode.Storage, ErrorCode.ToolFailed, ErrorCode.CannotCreate,
    ];

    private static readonly Dictionary<ErrorCode, (string Code, int Status)> Answers = new()
    {
        [ErrorCode.Malformed] = ("MANIFEST_INVALID", 400),
        [ErrorCode.NotFound] = ("MANIFEST_BLOB_UNKNOWN", 400),
        [ErrorCode.DigestMismatch] = ("DIGEST_INVALID", 400),
        [ErrorCode.LeaseEnded] = ("BLOB_UPLOAD_UNKNOWN", 404),
        [ErrorCode.TagFixed] = ("DENIED", 409),
        [ErrorCode.Conflict] = ("DENIED", 409),
        [ErrorCode.DiskFull] = ("UNAVAILABLE", 507),
        [ErrorCode.EngineExhausted] = ("UNAVAILABLE", 507),
        [ErrorCode.Unauthorized] = ("UNAUTHORIZED", 401),
        [ErrorCode.Forbidden] = ("DENIED", 403),
        [ErrorCode.Invalid] = ("UNSUPPORTED", 400),
        [ErrorCode.LimitReached] = ("TOOMANYREQUESTS", 429),
        [ErrorCode.Unavailable] = ("UNAVAILABLE", 503),
        [ErrorCode.RemoteRegistry] = ("UNAVAILABLE", 503),
    };

    [Fact]
    public void Every_code_but_those_of_Slipways_own_fault_has_an_answer()
    {
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            var answer = RegistryError.Of(new SlipwayException(code, "x"));
            (answer is null).ShouldBe(Internal.Contains(code), $"{code}");
            answer?.Status.ShouldBeInRange(400, 507);
            if (Answers.TryGetValue(code, out var expected))
                (answer!.Code, answer.Status).ShouldBe(expected, $"{code}");
        }
    }

    [Fact]
    public void The_next_step_is_told_with_the_cause()
    {
        RegistryError[] toldInFull =
        [
            RegistryError.Unauthorized, RegistryError.DiskFull,
        ];
        foreach (var code in Enum.GetValues<ErrorCode>())
        {
            if (RegistryError.Of(new SlipwayException(code, "the cause", "the next step")) is { } answer
                && !toldInFull.Contains(answer))
                answer.Message.ShouldBe("the cause; the next step", $"{code}");
        }
    }
}
