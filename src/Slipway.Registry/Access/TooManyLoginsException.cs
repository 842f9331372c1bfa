namespace Slipway.Registry.Access;

/// <summary>Too many failed logins from this address; the login was refused without a check.</summary>
/// <param name="retryAfter">When to retry.</param>
public sealed class TooManyLoginsException(TimeSpan retryAfter) : Exception("too many logins failed; try again later")
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whole seconds, at least one, for the <c>Retry-After</c> header (RFC 9110, 10.2.3).</summary>
    public string Header => $"{Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds))}";
}
