namespace Slipway.Web.Resources;

/// <summary>Options for building a Dockerfile: the part <c>options</c> of the form.</summary>
public sealed record ImageBuildRequest
{
    /// <summary>The Dockerfile's path in the uploaded directory; default: <c>Dockerfile</c>.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The stage to build, by name or number; default: the last.</summary>
    public string? Target { get; init; }

    /// <summary>Values for ARG. The image's history shows them.</summary>
    public IReadOnlyDictionary<string, string?>? Arguments { get; init; }

    /// <summary>Named contexts.</summary>
    public IReadOnlyList<NamedContextResource>? Contexts { get; init; }

    /// <summary>Id, as in <c>RUN --mount=type=secret,id=…</c>, to content, in base64.</summary>
    public IReadOnlyDictionary<string, byte[]?>? Secrets { get; init; }

    /// <summary>Runs every step, without the cache.</summary>
    public bool NoCache { get; init; }

    /// <summary>Keeps the logs and caches of package tools in the layers.</summary>
    public bool KeepPackageLogs { get; init; }

    public override string ToString() => nameof(ImageBuildRequest);
}

/// <param name="Image">An image of the registry; when absent, the next part <c>context</c> of the form is the context,
/// a tar archive.</param>
public sealed record NamedContextResource(string Name, string? Image = null);
