using Slipway.Templates.Methods;
using Slipway.Templates.Values;

namespace Slipway.Templates.Dialects;

/// <summary>Names and locations of fuel-ccp's images.</summary>
public sealed record CcpImageNames
{
    public string Namespace { get; init; } = "ccp";

    public string Tag { get; init; } = "latest";

    /// <summary>The registry, when images are pushed to one; it precedes the namespace.</summary>
    public string? RegistryAddress { get; init; }

    /// <summary>Namespaces and tags of single images that differ from the default.</summary>
    public IReadOnlyDictionary<string, (string? Namespace, string? Tag)> Specs { get; init; } =
        new Dictionary<string, (string? Namespace, string? Tag)>();

    public string Of(string image)
    {
        var (space, tag) = Specs.GetValueOrDefault(image);
        var name = $"{space ?? Namespace}/{image}:{tag ?? Tag}";
        return RegistryAddress is null ? name : $"{RegistryAddress}/{name}";
    }
}

/// <summary>
/// The functions for fuel-ccp's Dockerfile templates, which also record what they are called with: the parent
/// (<c>image_spec</c>), the sources of the build context (<c>copy_sources</c>), and the files rendered into it
/// (<c>render</c>). One instance for each rendering of a Dockerfile.
/// </summary>
public sealed class CcpImage(CcpImageNames names, IReadOnlyCollection<string> knownSources)
{
    private readonly List<string> _sources = [];
    private readonly List<(string Source, string Target)> _rendered = [];

    /// <summary>The base image; null when it names none.</summary>
    public string? Parent { get; private set; }

    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Template files of the image's directory, and their names in the build context.</summary>
    public IReadOnlyList<(string Source, string Target)> RenderedFiles => _rendered;

    /// <summary>
    /// Adds fuel-ccp's functions and filters; templates are loaded from the image's own directory, with strict
    /// undefined variables.
    /// </summary>
    public void AddTo(TemplateEnvironment environment)
    {
        environment.SetGlobal("image_spec",
            new Routine("image_spec", "image_name", (_, a) => ImageSpec(Expect.Text(a[0], "image_spec()"))));
        environment.SetGlobal(
            "copy_sources", new Routine("copy_sources", "source_name, cont_dir",
                (_, a) => CopySources(Expect.Text(a[0], "copy_sources()"), Text.Of(a[1]))));
        environment.SetGlobal(
            "render", new Routine("render", "fname", (_, a) => Render(Expect.Text(a[0], "render()"))));
        environment.SetGlobal(
            "raise_exception", new Routine("raise_exception", "msg",
                (_, a) => throw new TemplateException(TemplateError.AssertionError, Text.Of(a[0]))));
        environment.Add(new Routine("host", "path", (_, a) => Host(Expect.Text(a[0], "host"))));
        environment.Add(new Routine("gethostbyname", "name", (_, a) => a[0]));
    }

    private string ImageSpec(string image)
    {
        if (Parent is not null)
            throw new TemplateException(TemplateError.RuntimeError, "You can use image_spec only once in FROM line");
        Parent = image;
        return names.Of(image);
    }

    private string CopySources(string source, string directory)
    {
        if (!knownSources.Contains(source))
            throw Errors.Value($"No such source: {source}");
        if (!_sources.Contains(source))
            _sources.Add(source);
        return $"COPY {source} {directory}";
    }

    private string Render(string file)
    {
        var target = file.EndsWith(".j2", StringComparison.Ordinal) ? file[..^3] : file + ".rendered";
        _rendered.Add((file, target));
        return target;
    }

    /// <summary>Host and port of a URL; empty when there are none.</summary>
    private static string Host(string url)
    {
        var at = url.IndexOf("//", StringComparison.Ordinal);
        if (at < 0)
            return "";
        var rest = url[(at + 2)..];
        return rest.IndexOfAny(['/', '?', '#']) is >= 0 and var end ? rest[..end] : rest;
    }
}
