using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Dockerfiles;

/// <summary>
/// What a name in FROM, <c>--from</c> or <c>from=</c> means for one build, before any stage or image of that name.
/// </summary>
public abstract partial record NamedContext
{
    private NamedContext()
    {
    }

    /// <summary>A directory, without what its <c>.dockerignore</c> names.</summary>
    public sealed record Directory(string Path) : NamedContext;

    /// <summary>An image that is stored here.</summary>
    public sealed record Image(ImageReference Reference) : NamedContext;

    /// <summary>
    /// Whether a context can be called so: as stages or images are, but no number and not <c>scratch</c>.
    /// </summary>
    public static bool IsName(string name) =>
        Form().IsMatch(name) && !name.All(char.IsAsciiDigit) && name is not "scratch";

    [GeneratedRegex(
        @"\A[a-zA-Z0-9][a-zA-Z0-9_./:@-]{0,254}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
