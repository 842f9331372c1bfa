using System.Globalization;
using System.Text;
using Slipway.Linux.Files;

namespace Slipway.Oci.Tar;

/// <summary>
/// Extended attributes in pax records: <c>SCHILY.xattr.NAME</c> with raw bytes (with GNU tar's %-escapes of <c>=</c>
/// and <c>%</c> in the name), and, for reading only, libarchive's <c>LIBARCHIVE.xattr.NAME</c> in base64.
/// </summary>
internal static class PaxAttributes
{
    internal static IReadOnlyList<ExtendedAttribute> Read(PaxRecords records, PaxRecords globals, TarLimits limits)
    {
        SortedDictionary<string, ReadOnlyMemory<byte>>? found = null;
        foreach (var (key, value) in globals.All.Concat(records.All))
        {
            if (Decode(key, value) is not { } attribute)
                continue;
            found ??= new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
            found[attribute.Name] = attribute.Value;
            if (found.Count > limits.Attributes)
                throw new SlipwayException(
                    ErrorCode.Malformed,
                    $"an entry of a tar archive has more than {limits.Attributes} extended attributes");
        }
        return found is null ? [] : [.. found.Select(pair => new ExtendedAttribute(pair.Key, pair.Value))];
    }

    internal static string KeyOf(string attribute) =>
        PaxRecords.AttributePrefix + attribute.Replace("%", "%25", StringComparison.Ordinal).Replace("=", "%3D",
            StringComparison.Ordinal);

    private static ExtendedAttribute? Decode(string key, ReadOnlyMemory<byte> value)
    {
        if (key.StartsWith(PaxRecords.AttributePrefix, StringComparison.Ordinal))
        {
            var name = key[PaxRecords.AttributePrefix.Length..];
            return Checked(name.Replace("%3D", "=", StringComparison.Ordinal)
                .Replace("%25", "%", StringComparison.Ordinal), value);
        }
        return key.StartsWith(PaxRecords.LibArchivePrefix, StringComparison.Ordinal)
            ? Checked(Uri.UnescapeDataString(key[PaxRecords.LibArchivePrefix.Length..]), FromBase64(value.Span))
            : null;
    }

    private static ExtendedAttribute Checked(string name, ReadOnlyMemory<byte> value)
    {
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal)
            || Encoding.UTF8.GetByteCount(name) > ExtendedAttribute.MaxNameLength)
            throw new SlipwayException(ErrorCode.Malformed, "an extended attribute in a tar archive has no valid name");
        if (value.Length > ExtendedAttribute.MaxValueBytes)
            throw new SlipwayException(
                ErrorCode.Malformed,
                $"the extended attribute {Excerpt.Of(name)} in a tar archive is {value.Length} bytes long; " +
                    $"the kernel takes {ExtendedAttribute.MaxValueBytes}");
        return new ExtendedAttribute(name, value);
    }

    /// <summary>libarchive omits the padding.</summary>
    private static byte[] FromBase64(ReadOnlySpan<byte> text)
    {
        try
        {
            var unpadded = Encoding.ASCII.GetString(text).TrimEnd('=', '\n');
            return Convert.FromBase64String(unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '='));
        }
        catch (FormatException e)
        {
            throw new SlipwayException(
                ErrorCode.Malformed, "an extended attribute in a tar archive is no base64", inner: e);
        }
    }
}
