using Slipway.Linux.Files;

namespace Slipway.Dockerfiles.Execution;

/// <summary>The extended attributes that a copy between stages keeps: file capabilities and <c>user.*</c>.</summary>
internal static class PreservedAttributes
{
    public static bool Includes(string attribute) => attribute == "security.capability"
        || (attribute.StartsWith("user.", StringComparison.Ordinal)
            && !attribute.StartsWith("user.overlay.", StringComparison.Ordinal));

    public static IEnumerable<ExtendedAttribute> Of(DirectoryHandle directory, RawPath name) =>
        from attribute in directory.ListAttributes(name).Order(StringComparer.Ordinal)
        where Includes(attribute)
        let value = directory.FindAttribute(name, attribute)
        where value is not null
        select new ExtendedAttribute(attribute, value);
}
