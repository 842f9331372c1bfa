using Slipway.Dockerfiles;
using Slipway.Oci;
using Slipway.Platform;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>
/// Converts the untrusted options of an image build to a request of the builder. Messages never repeat values.
/// </summary>
internal static class ImageBuildOptions
{
    private const int MaxTextLength = 4_096;
    private const int MaxValueLength = 256 << 10;
    private const int MaxSecretBytes = 1 << 20;
    private const int MaxValues = 500;

    /// <returns>The request without contexts.</returns>
    /// <exception cref="SlipwayException">Invalid: an option is out of bounds.</exception>
    public static DockerfileBuild Of(ImageBuildRequest options, ImageReference name) => new()
    {
        Context = "",
        Name = name,
        Dockerfile = Text(options.Dockerfile, "the Dockerfile's path") ?? "Dockerfile",
        Target = Text(options.Target, "the target"),
        Arguments = Named(
            options.Arguments, "build arguments", value => value.Length <= MaxValueLength && !HasNul(value)),
        Secrets = Named(options.Secrets, "secrets", value => value.Length <= MaxSecretBytes)
            .ToDictionary(secret => secret.Key, secret => (ReadOnlyMemory<byte>)secret.Value, StringComparer.Ordinal),
        UseCache = !options.NoCache,
        KeepPackageLogs = options.KeepPackageLogs,
    };

    public static ImageReference ReferenceOf(string image) =>
        ImageReference.TryParse(image, out var reference) && reference.Host is null
            ? reference is { Tag: null, Digest: null } ? reference.WithTag("latest") : reference
            : throw new SlipwayException(
                ErrorCode.Invalid, $"'{Excerpt.Of(image)}' is not the name of an image here",
                "write it as repository:tag");

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static string? Text(string? text, string what) =>
        text is null || (text.Length is > 0 and <= MaxTextLength && !HasNul(text))
        ? text
        : throw new SlipwayException(
            ErrorCode.Invalid, $"{what} is empty, longer than {MaxTextLength} characters, or no text",
            "leave it out, or correct it");

    private static Dictionary<string, T> Named<T>(
        IReadOnlyDictionary<string, T?>? given, string what, Func<T, bool> isAllowed) where T : class
    {
        var values = new Dictionary<string, T>(StringComparer.Ordinal);
        if (given?.Count > MaxValues)
            throw new SlipwayException(
                ErrorCode.LimitReached, $"there are more than {MaxValues} {what}", "give fewer");
        foreach (var (name, value) in given ?? new Dictionary<string, T?>())
        {
            if (name.Length is 0 or > 255 || name.AsSpan().ContainsAny('=', '\0'))
                throw new SlipwayException(
                    ErrorCode.Invalid, $"one of the {what} has no proper name", "use letters, digits and '_'");
            if (value is null || !isAllowed(value))
                throw new SlipwayException(
                    ErrorCode.Invalid, $"'{Excerpt.Of(name)}' has no value, or one that is too long",
                    "leave it out, or give it another");
            values.Add(name, value);
        }
        return values;
    }
}
