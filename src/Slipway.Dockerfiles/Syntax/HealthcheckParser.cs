using System.Globalization;
using Slipway.Oci;

namespace Slipway.Dockerfiles.Syntax;

/// <summary>HEALTHCHECK NONE, or HEALTHCHECK [options] CMD command.</summary>
internal static class HealthcheckParser
{
    public static HealthcheckConfig Parse(Arguments given)
    {
        var blank = given.Rest.AsSpan().IndexOfAny(" \t");
        var kind = (blank < 0 ? given.Rest : given.Rest[..blank]).ToUpperInvariant();
        var command = blank < 0 ? "" : given.Rest[blank..].Trim();
        return kind switch
        {
            "NONE" when command.Length == 0 => new HealthcheckConfig { Test = ["NONE"] },
            "CMD" when command.Length > 0 => new HealthcheckConfig
            {
                Test = JsonWords.TryRead(given.Line, command) is { IsEmpty: false } words
                    ? ["CMD", .. words]
                    : ["CMD-SHELL", command],
                Interval = Duration(given, "interval"),
                Timeout = Duration(given, "timeout"),
                StartPeriod = Duration(given, "start-period"),
                StartInterval = Duration(given, "start-interval"),
                Retries = Retries(given),
            },
            _ => throw DockerfileException.Syntax(
                given.Line, "HEALTHCHECK takes NONE, or CMD and a command",
                "Write HEALTHCHECK CMD curl -f http://localhost/."),
        };
    }

    private static long? Duration(Arguments given, string flag)
    {
        if (given.Flags.Take(flag) is not { } text)
            return null;
        var value = GoDuration.TryParse(text)
            ?? throw DockerfileException.Syntax(
                given.Line, $"--{flag}={Excerpt.Of(text)} is no duration", "Write one as 30s, 1m30s or 500ms.");
        if (value is < 0 or > 0 and < 1_000_000)
            throw DockerfileException.Syntax(given.Line, $"--{flag} is at least 1ms");
        return value == 0 ? null : value;
    }

    private static int? Retries(Arguments given)
    {
        if (given.Flags.Take("retries") is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? retries == 0 ? null : retries
            : throw DockerfileException.Syntax(given.Line, $"--retries={Excerpt.Of(text)} is no number");
    }
}
