using Slipway.Linux.Files;

namespace Slipway.Oci.Layers;

/// <summary>
/// Extended attributes that belong to an image: <c>user.*</c> and file capabilities. Those of overlayfs, security
/// labels and access lists belong to the machine: they are neither written to layers nor read from them.
/// </summary>
internal static class LayerAttributes
{
    internal const string Capability = "security.capability";
    internal const string Opaque = "trusted.overlay.opaque";
    private const string Redirect = "trusted.overlay.redirect";
    private const string MetadataOnly = "trusted.overlay.metacopy";

    internal static bool IsKept(string name) =>
        name == Capability || (name.StartsWith("user.", StringComparison.Ordinal)
            && !name.StartsWith("user.overlay.", StringComparison.Ordinal));

    /// <summary>The kept attributes of a file, sorted.</summary>
    internal static IReadOnlyList<ExtendedAttribute> Read(DirectoryHandle directory, RawPath name) =>
        Read(directory, name, directory.ListAttributes(name));

    internal static IReadOnlyList<ExtendedAttribute> Read(
        DirectoryHandle directory, RawPath name, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return [];
        List<ExtendedAttribute>? kept = null;
        foreach (var attribute in names.Where(IsKept).Order(StringComparer.Ordinal))
        {
            if (directory.FindAttribute(name, attribute) is { } value)
                (kept ??= []).Add(new ExtendedAttribute(attribute, value));
        }
        return kept ?? (IReadOnlyList<ExtendedAttribute>)[];
    }

    internal static bool IsOpaque(DirectoryHandle directory, RawPath name) =>
        directory.FindAttribute(name, Opaque) is [(byte)'y'];

    /// <exception cref="SlipwayException">The overlay was mounted so that its upper directory does not hold all there
    /// is to know.</exception>
    internal static void RefuseIncomplete(RawPath path, IReadOnlyList<string> names)
    {
        if (names.Contains(Redirect) || names.Contains(MetadataOnly))
            throw new SlipwayException(
                ErrorCode.Internal, $"'{path}' refers to the lower tree",
                "mount the overlay with redirect_dir=off,metacopy=off,index=off,xino=off");
    }
}
