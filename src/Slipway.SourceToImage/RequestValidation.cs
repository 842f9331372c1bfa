using Slipway.Build;
using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>Refuses requests with names that have another meaning in a container.</summary>
internal static class RequestValidation
{
    private const int MaxSecretBytes = 1 << 20;

    /// <exception cref="SourceBuildException">Something of the request cannot be used.</exception>
    public static void Validate(SourceBuild build)
    {
        foreach (var (name, value) in build.Environment.Concat(build.BuildEnvironment))
        {
            if (!EnvironmentFile.IsName(name) || value.Contains('\0', StringComparison.Ordinal))
                throw Refused($"'{Excerpt.Of(name)}' cannot be an environment variable",
                    "use letters, digits and underscores, and no NUL in the value");
        }
        foreach (var (name, content) in build.Secrets)
        {
            if (name.Length is 0 or > 128 || name is "." or ".."
                || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-'))
                throw Refused($"'{Excerpt.Of(name)}' cannot be the name of a secret",
                    "use letters, digits, dots, dashes and underscores");
            if (content.Length > MaxSecretBytes)
                throw Refused(
                    $"the secret '{name}' has {content.Length} bytes; {MaxSecretBytes} are the most", "shorten it");
        }
        if (build.BinaryPath is { } path && !BuilderLabels.IsDirectory(path))
            throw Refused(
                $"'{Excerpt.Of(path)}' is no place for a binary", "write an absolute path without '.' and '..'");
    }

    private static SourceBuildException Refused(string message, string nextStep) =>
        new(SourcePhase.Prepare, message, nextStep);
}
