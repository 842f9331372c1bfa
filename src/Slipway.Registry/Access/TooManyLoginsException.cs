namespace Slipway.Registry.Access;

/// <summary>Too many failed logins from this address; the login was refused without a check.</summary>
/// <param name="retryAfter">When to retry.</param>
public sealed class TooManyLoginsException(TimeSpan retryAfter)
    : SlipwayException(
        ErrorCode.TooManyLogins, "too many logins failed; try again later",
        $"wait {SecondsOf(retryAfter)} seconds, and look who tries")
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whole seconds, at least one, for the <c>Retry-After</c> header (RFC 9110, 10.2.3).</summary>
    public string Header => SecondsOf(RetryAfter);

    private static string SecondsOf(TimeSpan wait) => $"{Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))}";
}
