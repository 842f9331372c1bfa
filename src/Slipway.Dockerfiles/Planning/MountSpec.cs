using System.Globalization;
using Slipway.Dockerfiles.Syntax;
using Slipway.Linux.Files;

namespace Slipway.Dockerfiles.Planning;

internal enum MountKind
{
    Bind,
    Cache,
    Memory,
    Secret,
}

internal enum CacheSharing
{
    Shared,
    Private,
    Locked,
}

/// <summary>RUN --mount=type=…, with expanded variables.</summary>
internal sealed record MountSpec(MountKind Kind, string Target)
{
    public FileOrigin From { get; init; } = new FileOrigin.Context();

    /// <summary>The path in <see cref="From"/>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The cache's or the secret's name.</summary>
    public string Id { get; init; } = "";

    public CacheSharing Sharing { get; init; }

    public bool ReadOnly { get; init; }

    public bool Required { get; init; }

    /// <summary>The environment variable for a secret, instead of a file.</summary>
    public string? Variable { get; init; }

    public int Mode { get; init; }

    public int Uid { get; init; }

    public int Gid { get; init; }

    /// <summary>Maximum size of a tmpfs in bytes.</summary>
    public long? Size { get; init; }
}

/// <summary>Parses the value of <c>--mount</c>: comma-separated <c>key=value</c>.</summary>
internal sealed class MountParser(
    int line, Expansion expansion, string workingDirectory, Func<string, FileOrigin> origin)
{
    private const string Types = "Types are bind, cache, tmpfs and secret.";

    public MountSpec Parse(string text)
    {
        var options = Options(text);
        var type = Take(options, "type") ?? "bind";
        var spec = type switch
        {
            "bind" => Bind(options),
            "cache" => Cache(options),
            "tmpfs" => new MountSpec(MountKind.Memory, Target(options))
            {
                Size = Take(options, "size") is { } size ? SizeOf(size) : null,
            },
            "secret" => Secret(options),
            "ssh" => throw Wrong("--mount=type=ssh is refused: there is no agent to forward",
                "Give the key as a secret, or fetch before the build."),
            _ => throw Wrong($"there is no mount type '{Excerpt.Of(type)}'", Types),
        };
        return options.Count == 0 ? spec : throw Wrong(
            $"a {type} mount has no option '{Excerpt.Of(options.Keys.First())}'", "Remove it.");
    }

    private MountSpec Bind(Dictionary<string, string> options) => new(MountKind.Bind, Target(options))
    {
        From = From(options),
        Source = Take(options, "source", "src") ?? "",
        ReadOnly = !Switch(options, false, "rw", "readwrite") && Switch(options, true, "ro", "readonly"),
    };

    private MountSpec Cache(Dictionary<string, string> options)
    {
        var target = Target(options);
        if (options.ContainsKey("from") || options.ContainsKey("source"))
            throw Wrong("a cache mount always begins empty here: 'from' and 'source' are refused",
                "Copy what it needs in the command.");
        return new MountSpec(MountKind.Cache, target)
        {
            Id = Take(options, "id") ?? target,
            Sharing = Take(options, "sharing") switch
            {
                null or "shared" => CacheSharing.Shared,
                "private" => CacheSharing.Private,
                "locked" => CacheSharing.Locked,
                var other => throw Wrong($"sharing is shared, private or locked, not '{Excerpt.Of(other)}'"),
            },
            ReadOnly = Switch(options, false, "ro", "readonly"),
            Mode = Octal(options, FileModes.AllExecute),
            Uid = Number(options, "uid"),
            Gid = Number(options, "gid"),
        };
    }

    private MountSpec Secret(Dictionary<string, string> options)
    {
        var target = Take(options, "target", "dst", "destination");
        var variable = Take(options, "env");
        var id = Take(options, "id") ?? (target is null ? variable : Path.GetFileName(target));
        if (string.IsNullOrEmpty(id))
            throw Wrong("a secret mount needs an id", "Write --mount=type=secret,id=NAME.");
        return new MountSpec(
            MountKind.Secret, variable is not null && target is null ? "" : Absolute(target ?? $"/run/secrets/{id}"))
        {
            Id = id,
            Variable = variable,
            Required = Switch(options, false, "required"),
            Mode = Octal(options, FileModes.OwnerRead),
            Uid = Number(options, "uid"),
            Gid = Number(options, "gid"),
        };
    }

    private FileOrigin From(Dictionary<string, string> options) =>
        Take(options, "from") is { } from ? origin(from) : new FileOrigin.Context();

    private string Target(Dictionary<string, string> options) =>
        Take(options, "target", "dst", "destination") is { Length: > 0 } target
            ? Absolute(target)
            : throw Wrong("the mount has no target", "Add target=/path.");

    private string Absolute(string path)
    {
        var cleaned = UnixPath.Join(workingDirectory, path);
        return cleaned != "/" ? cleaned : throw Wrong("nothing can be mounted on /", "Name a directory below it.");
    }

    private Dictionary<string, string> Options(string text)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            var key = (equals < 0 ? field : field[..equals]).ToLowerInvariant();
            if (!options.TryAdd(key, equals < 0 ? "true" : expansion.Word(field[(equals + 1)..])))
                throw Wrong($"the mount's option '{Excerpt.Of(key)}' is given twice");
        }
        return options;
    }

    private static string? Take(Dictionary<string, string> options, params ReadOnlySpan<string> names)
    {
        string? value = null;
        foreach (var name in names)
        {
            if (options.Remove(name, out var found))
                value ??= found;
        }
        return value;
    }

    private bool Switch(Dictionary<string, string> options, bool otherwise, params ReadOnlySpan<string> names) =>
        Take(options, names) switch
        {
            null => otherwise,
            "true" or "1" => true,
            "false" or "0" => false,
            var other => throw Wrong($"'{Excerpt.Of(other)}' is neither true nor false"),
        };

    private int Octal(Dictionary<string, string> options, int otherwise)
    {
        var text = Take(options, "mode");
        return text is null ? otherwise : FileMode.TryParse(text) ?? throw Wrong(
            $"'{Excerpt.Of(text)}' is no file mode", "Write it in octal, as 0755.");
    }

    private int Number(Dictionary<string, string> options, string name)
    {
        var text = Take(options, name);
        if (text is null)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"'{Excerpt.Of(text)}' is no {name}");
    }

    private long SizeOf(string text)
    {
        var unit = text.Length > 0 ? char.ToLowerInvariant(text[^1]) : '0';
        var shift = unit switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        return long.TryParse(shift > 0
            ? text[..^1]
            : text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and < 1L << 33
            ? size << shift
            : throw Wrong($"'{Excerpt.Of(text)}' is no size", "Write bytes, or a number with k, m or g.");
    }

    private DockerfileException Wrong(string cause, string? nextStep = null) =>
        DockerfileException.Syntax(line, cause, nextStep);
}
