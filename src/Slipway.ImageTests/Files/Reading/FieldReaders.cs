using System.Globalization;
using Slipway.Linux.Files;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>The values that keys of test files have in common.</summary>
internal static class FieldReaders
{
    private const int MaxNameLength = 256;
    private const int MaxPathLength = 4096;
    private const string OneEach = "write '- key: NAME' and 'value: TEXT' for each";

    public static IReadOnlyList<T> Tests<T>(this Fields fields, string key, Func<Fields, T> read) =>
        fields.Maps(key, "a map of keys is expected for each test", "write '- name: …' and the test's keys below it",
            read, test => test.RefuseUnknown());

    /// <summary>The text, or an error when there is none.</summary>
    public static string Required(this Fields fields, string key, string example)
    {
        var text = fields.Text(key);
        return text is { Length: > 0 }
            ? text
            : fields.Error(fields.Line, key, "this key is missing", $"write '{key}: {example}'", "")!;
    }

    public static string Name(this Fields fields)
    {
        var name = fields.Required("name", "what is tested");
        return name.Length <= MaxNameLength
            ? name
            : fields.Error(
                fields.LineOf("name"), "name", $"a name has at most {MaxNameLength} characters", "shorten it", "")!;
    }

    public static int Port(this Fields fields, string key, int? absent) =>
        fields.Has(key) ? fields.Number(key, 1, 1, 65535)
        : absent
            ?? fields.Error(fields.Line, key, "no port is given", $"write '{key}: 8080', or 'listens' with a port", 1);

    public static IReadOnlyList<int> Ports(this Fields fields, string key) =>
        [.. fields.Items(key).Select(item => fields.NumberOf(item, key, 1, 1, 65535)).Distinct()];

    /// <summary>Null when the key is absent; an empty list is one.</summary>
    public static IReadOnlyList<string>? OptionalTexts(this Fields fields, string key) =>
        fields.Has(key) ? fields.Texts(key) : null;

    public static IReadOnlyList<IReadOnlyList<string>> Commands(this Fields fields, string key) =>
        [.. fields.Items(key).Select(item => Command(fields, key, item))];

    public static IReadOnlyList<Variable> Variables(this Fields fields, string key, bool patterns = false) =>
        fields.Maps(key, "a map with key and value is expected", OneEach, entry => ReadVariable(entry, patterns),
            entry => entry.RefuseUnknown());

    public static Expectations Expectations(this Fields fields, string expected, string excluded) =>
        fields.Has(expected) || fields.Has(excluded)
            ? new Expectations(fields.Patterns(expected), fields.Patterns(excluded))
            : Files.Expectations.None;

    public static IReadOnlyList<TextPattern> Patterns(this Fields fields, string key) =>
        [.. fields.Items(key).Select(item => fields.PatternOf(item, key)).OfType<TextPattern>()];

    public static TextPattern? Pattern(this Fields fields, string key) =>
        fields.Find(key) is { } value ? fields.PatternOf(value, key) : null;

    /// <summary>A path in the image. It may begin with a variable of the image's environment.</summary>
    public static string PathInImage(this Fields fields, string key)
    {
        var path = fields.Required(key, "/path/in/image");
        return path.Length == 0 || IsPathInImage(path) ? path
            : fields.Error(fields.LineOf(key), key, $"'{Excerpt.Of(path)}' is no absolute path",
                "begin with / (or a variable, $HOME/…)", "")!;
    }

    public static IReadOnlyList<string> PathsInImage(this Fields fields, string key)
    {
        foreach (var path in fields.Texts(key).Where(path => !IsPathInImage(path)))
            fields.Error(fields.LineOf(key), key, $"'{Excerpt.Of(path)}' is no absolute path", "begin with /");
        return fields.Texts(key);
    }

    /// <summary>A file below the directory of the test file; null when the key is absent.</summary>
    public static string? FileBeside(this Fields fields, string key) => fields.Checked(
        key, IsBeside, "is no file below the directory of the test file", "write a relative path without '..'");

    public static bool IsBeside(string path) =>
        path.Length is > 0 and <= MaxPathLength && path[0] != '/'
            && path.Split('/').All(part => part is not ("" or ".."));

    /// <summary>Permission bits as octal digits.</summary>
    public static int Mode(this Fields fields, string key, int absent)
    {
        if (fields.Text(key) is not { } text)
            return absent;
        var mode = 0;
        foreach (var digit in text.Length is > 0 and <= 4 ? text : "8")
            mode = digit is >= '0' and <= '7' && mode >= 0 ? (mode * 8) + digit - '0' : -1;
        return mode is >= 0 and <= FileModes.All
            ? mode
            : fields.Error(fields.LineOf(key), key, $"'{Excerpt.Of(text)}' is no file mode",
                "write octal digits such as 0644", absent);
    }

    public static TimeSpan? OptionalDuration(this Fields fields, string key) =>
        fields.Has(key) ? fields.Duration(key, TimeSpan.FromSeconds(1)) : null;

    private static bool IsPathInImage(string path) =>
        path.Length <= MaxPathLength && (path[0] == '/' || path[0] == '$');

    private static IReadOnlyList<string> Command(Fields fields, string key, YamlNode item)
    {
        if (item is YamlList { Items.Count: > 0 } list)
            return [.. list.Items.Select(word => fields.TextOf(word, key)).OfType<string>()];
        return fields.Error<IReadOnlyList<string>>(
            item.Line, key, "a command is a list of words that is not empty",
            "write [[\"program\", \"argument\"], …]", [""])!;
    }

    private static Variable ReadVariable(Fields entry, bool patterns)
    {
        var key = entry.Required("key", "NAME");
        if (key.Contains('=', StringComparison.Ordinal))
            entry.Error(entry.LineOf("key"), "key", $"'{Excerpt.Of(key)}' is no name", "write the value under 'value'");
        var value = entry.Text("value") ?? "";
        if (!patterns || !entry.Flag("isRegex", false))
            return new Variable(key, value);
        return new Variable(key, value) { Pattern = entry.Pattern("value") };
    }

    private static TextPattern? PatternOf(this Fields fields, YamlNode value, string key)
    {
        if (fields.TextOf(value, key) is not { } text)
            return null;
        return TextPattern.TryParse(text, out var problem) ?? fields.Error<TextPattern?>(
            value.Line, key, $"'{Excerpt.Of(text)}' is no pattern: {problem}",
            "write a regular expression without lookaround and backreferences");
    }

    /// <summary>A whole number; null when the key is absent or -1.</summary>
    public static int? Id(this Fields fields, string key) =>
        fields.Text(key) is not { } text || text == "-1" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : fields.Error<int?>(
            fields.LineOf(key), key, $"'{Excerpt.Of(text)}' is no id", "write a number, or -1 for any");
}
