using System.Collections.Immutable;
using Slipway.Build.Remote;
using Slipway.Factory.Naming;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.Factory.Trees;

/// <summary>Parses the factory's YAML files. All problems of a file are reported together.</summary>
internal static class SettingsReader
{
    /// <param name="file">The file's path, for messages.</param>
    /// <param name="name">The default name of the tree.</param>
    /// <exception cref="SlipwayException">The text is no such file.</exception>
    public static FactorySettings Factory(string text, string file, string name) => Read(
        text, file, fields => new FactorySettings
    {
        Name = fields.Checked("name", IsName, "is no name", "use lower-case letters, digits and dashes") ?? name,
        Namespace = fields.Checked("group", ImageReference.IsRepository, "is no name of a group",
            "write it as in debian12-slipway1.0-stable") ?? name,
        Registry = Registry(fields, name),
        ImagePrefix = fields.Text("prefix") ?? "",
        Tag = fields.Checked("tag", ImageReference.IsTag, "is no tag", "write it as in latest") ?? "latest",
        Maintainer = fields.Text("maintainer") ?? "",
        Footer = fields.Text("footer") ?? "",
        Strict = fields.Flag("strict", true),
        Layers = fields.Map("layers") is { } layers ? Scheme(layers) : null,
        Directories = fields.Texts("directories") is { Count: > 0 } directories ? [.. directories] : ["."],
        Bases = [.. fields.Texts("bases")],
        Variables = fields.Map("variables") is { } variables ? Values(variables) : new Dictionary<string, object?>(),
        Sources = fields.Map("sources") is { } sources ? Sources(sources) : new Dictionary<string, TreeSource>(),
        Override = fields.Text("override"),
        PackageRepositories = fields.Text("package-repositories"),
        Tolerated = [.. fields.Texts("tolerate")],
    });

    /// <exception cref="SlipwayException">The text is no such file.</exception>
    public static ImageSettings Image(string text, string file) => Read(text, file, fields => new ImageSettings
    {
        Name = fields.Checked(
            "name", ImageReference.IsRepository, "is no name of an image", "use lower-case letters, digits and dashes"),
        Version = fields.Checked("version", text => VersionLine.TryParse(text, out _), "is no version line",
            "write MAJOR.MINOR, such as 1.0")
            is { } version ? VersionLine.Parse(version) : null,
        Aliases = [.. fields.Texts("aliases").Where(alias => IsAlias(fields, alias))],
        Debian = fields.Map("debian") is { } debian ? debian.Text("suite") : null,
        DebianPackages = fields.Map("debian") is { } bootstrapped ? [.. bootstrapped.Texts("packages")] : [],
        MayRemove = [.. fields.Texts("may-remove")],
        Tolerated = [.. fields.Texts("tolerate")],
    });

    private static T Read<T>(string text, string file, Func<Fields, T> read)
    {
        var problems = new List<YamlProblem>();
        try
        {
            if (YamlTree.Read(text) is not YamlMap map)
                throw new SlipwayException(ErrorCode.Factory, $"{file} is no map of keys", "write 'key: value' lines");
            var fields = new Fields(map, "", problems);
            var settings = read(fields);
            fields.WarnOfUnknown();
            return problems.Count == 0
                ? settings
                : throw new SlipwayException(
                    ErrorCode.Factory, $"{file} is refused:\n  {string.Join("\n  ", problems)}", "correct these lines");
        }
        catch (YamlTreeException e)
        {
            throw new SlipwayException(
                ErrorCode.Factory, $"{file}, line {e.Line}: {e.Message}", "correct the text at this line", e);
        }
    }

    private static string? Registry(Fields fields, string name)
    {
        var registry = fields.Checked("registry", IsRegistry, "is no address of a registry",
            "write HOST or HOST:PORT, such as registry.example.com:5000");
        if (registry is null && IsRegistry(fields.Text("group") ?? name))
            fields.Error(fields.LineOf("group"), "group", "a group with a dot is taken for a registry",
                "name the registry before it, by the key registry");
        return registry;
    }

    private static bool IsRegistry(string text) =>
        ImageReference.TryParse($"{text}/image", out var reference) && reference.Host == text;

    private static LayerScheme Scheme(Fields fields)
    {
        string Part(string key) => fields.Checked(
            key, ImageReference.IsRepository, "is no part of a name", "use lower-case letters and digits")
            ?? fields.Error<string>(fields.Line, key, "this part of the names is missing",
                "write all of base, tools and common-libs") ?? "missing";
        var scheme = new LayerScheme(Part("base"), Part("tools"), Part("common-libs"));
        fields.WarnOfUnknown();
        return scheme;
    }

    private static Dictionary<string, object?> Values(Fields fields) =>
        fields.Entries.ToDictionary(entry => entry.Key, entry => YamlValues.Of(entry.Value));

    private static Dictionary<string, TreeSource> Sources(Fields fields)
    {
        var sources = new Dictionary<string, TreeSource>();
        foreach (var entry in fields.Entries.ToList())
        {
            if (fields.Map(entry.Key) is not { } source)
                continue;
            if (source.Text("directory") is { } directory)
                sources[entry.Key] = new TreeSource.Directory(directory);
            else if (source.Text("git") is { } url)
                AddRepository(sources, entry.Key, source, url);
            else
                source.Error(source.Line, "", "a source has neither directory nor git", "write where its files are");
            source.WarnOfUnknown();
        }
        return sources;
    }

    private static void AddRepository(Dictionary<string, TreeSource> sources, string name, Fields source, string url)
    {
        if (GitAddress.TryCreate(url, source.Text("ref"), out var address))
            sources[name] = new TreeSource.Git(address);
        else
            source.Error(source.LineOf("git"), "git", "this repository and reference cannot be fetched",
                "write an https, http or git address without password, and the name of a branch, " +
                    "a tag or a whole commit");
    }

    private static bool IsAlias(Fields fields, string alias)
    {
        if (CartridgeAliases.IsImageHere(alias))
            return true;
        fields.Error(
            fields.LineOf("aliases"), "aliases", $"'{Excerpt.Of(alias)}' is no image here", "write repository:tag");
        return false;
    }

    private static bool IsName(string text) =>
        text.Length <= 64 && ImageReference.IsRepository(text) && !text.Contains('/', StringComparison.Ordinal);
}
