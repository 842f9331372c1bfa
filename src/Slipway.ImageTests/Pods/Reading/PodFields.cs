using System.Globalization;
using Slipway.ImageTests.Files.Reading;
using Slipway.Linux.Files;
using Slipway.Yaml;

namespace Slipway.ImageTests.Pods.Reading;

/// <summary>The ways in which keys of a Pod are read.</summary>
internal static class PodFields
{
    /// <summary>Keys that are known and have no effect here.</summary>
    public static void Pass(this Fields fields, params IEnumerable<string> keys)
    {
        foreach (var key in keys)
            fields.Find(key);
    }

    public static void RefuseUnknownAfter(this Fields fields, params IEnumerable<string> keys)
    {
        fields.Pass([.. keys, "kind"]);
        fields.RefuseUnknown();
    }

    /// <summary>An error when the key is there, or, for a flag, when it is set.</summary>
    public static void Refuse(this Fields fields, string key, string reason)
    {
        if (fields.Find(key) is not { } value || value is YamlScalar { Text: "false" } or YamlList { Items.Count: 0 })
            return;
        fields.Error(value.Line, key, reason, "remove the key for the test");
    }

    public static IReadOnlyList<T> List<T>(this Fields fields, string key, Func<Fields, T> read) =>
        fields.Maps(key, "a list of maps is expected", "write '- name: …'", read, entry => entry.RefuseUnknown());

    public static uint? Id(this Fields fields, string key) =>
        fields.Has(key) ? (uint)fields.Number(key, 0, 0, 65535) : null;

    public static TimeSpan Seconds(this Fields fields, string key, int absent) =>
        TimeSpan.FromSeconds(fields.Number(key, absent, 0, 3600));

    /// <summary>A file mode as YAML 1.1 has it: octal after a leading zero, else decimal.</summary>
    public static int FileMode(this Fields fields, string key, int absent)
    {
        if (fields.Text(key) is not { } text)
            return absent;
        return text.StartsWith('0') ? fields.Mode(key, absent) : fields.Number(key, absent, 0, FileModes.All);
    }

    /// <summary>An amount with its unit (apimachinery's Quantity): <c>500m</c>, <c>128Mi</c>, <c>1G</c>.</summary>
    public static double? Quantity(this Fields fields, string key)
    {
        if (fields.Text(key) is not { } text)
            return null;
        var (unit, factor) = Units.First(known => text.EndsWith(known.Unit, StringComparison.Ordinal));
        return double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var number)
            && number * factor is > 0 and < long.MaxValue
            ? number * factor
            : fields.Error<double?>(fields.LineOf(key), key, $"'{Excerpt.Of(text)}' is no amount",
                "write a number with its unit, such as 500m or 128Mi");
    }

    private static readonly (string Unit, double Factor)[] Units =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("m", 0.001), ("k", 1e3), ("M", 1e6),
        ("G", 1e9), ("T", 1e12), ("", 1),
    ];
}
