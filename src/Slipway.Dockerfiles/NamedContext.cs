using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>
/// A named context for FROM, <c>--from</c> or <c>from=</c>; it takes precedence over stages and images of that name.
/// </summary>
public abstract partial record NamedContext
{
    private NamedContext()
    {
    }

    /// <summary>A directory, without the files that its <c>.dockerignore</c> excludes.</summary>
    public sealed record Directory(string Path) : NamedContext;

    /// <summary>An image of the store.</summary>
    public sealed record Image(ImageReference Reference) : NamedContext;

    /// <summary>
    /// Whether a context can have this name: the syntax of stages or images, but neither a number nor <c>scratch</c>.
    /// </summary>
    public static bool IsName(string name) =>
        Form().IsMatch(name) && !name.All(char.IsAsciiDigit) && name is not "scratch";

    [GeneratedRegex(
        @"\A[a-zA-Z0-9][a-zA-Z0-9_./:@-]{0,254}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
