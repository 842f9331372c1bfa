using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Slipway.Oci;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// A cartridge and one of its versions, <c>nodejs:18</c>. The name alone (<c>nodejs</c>) means the cartridge's default
/// version. A version is also an image tag: the cartridge's image is <c>cartridges/nodejs:18</c>.
/// </summary>
public sealed partial record CartridgeReference(string Name, string? Version = null)
{
    public const int MaxNameLength = 32;

    public static bool IsName([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= MaxNameLength } && NamePattern().IsMatch(text) && text is not ("app-root" or "git")
            && ImageReference.IsRepository(text);

    public static bool IsVersion([NotNullWhen(true)] string? text) =>
        text is not null && text.Length <= 64 && ImageReference.IsTag(text);

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CartridgeReference? reference)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        var (name, version) = colon < 0 ? (text, null) : (text![..colon], text[(colon + 1)..]);
        reference =
            IsName(name) && (version is null || IsVersion(version)) ? new CartridgeReference(name, version) : null;
        return reference is not null;
    }

    public override string ToString() => Version is null ? Name : $"{Name}:{Version}";

    [GeneratedRegex(
        @"\A[a-z0-9](?:[-._a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex NamePattern();
}
