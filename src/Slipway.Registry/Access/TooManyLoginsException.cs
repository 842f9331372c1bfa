namespace Slipway.Registry.Access;

/// <summary>Too many wrong logins came from where this one comes from; it is not even looked at.</summary>
/// <param name="retryAfter">When it is worth another try.</param>
public sealed class TooManyLoginsException(TimeSpan retryAfter) : Exception("too many logins failed; try again later")
{
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>Whole seconds, at least one, as the header has it (RFC 9110, 10.2.3).</summary>
    public string Header => $"{Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds))}";
}
