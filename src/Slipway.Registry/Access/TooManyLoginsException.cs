namespace Slipway.Registry.Access;

/// <summary>Too many wrong logins came from where this one comes from; it is not even looked at.</summary>
/// <param name="retryAfter">When it is worth another try.</param>
public sealed class TooManyLoginsException(TimeSpan retryAfter)
    : SlipwayException(
        ErrorCode.TooManyLogins, "too many logins failed; try again later",
        $"wait {SecondsOf(retryAfter)} seconds, and look who tries")
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whole seconds, at least one, as the header has it (RFC 9110, 10.2.3).</summary>
    public string Header => SecondsOf(RetryAfter);

    private static string SecondsOf(TimeSpan wait) => $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
}
