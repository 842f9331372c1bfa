namespace Slipway.Web.Resources;

/// <summary>How to build an image from a Dockerfile: the part <c>options</c> of the form.</summary>
public sealed record ImageBuildRequest
{
    /// <summary>The Dockerfile's path in the directory that is sent; <c>Dockerfile</c> when it is left out.</summary>
    public string? Dockerfile { get; init; }

    /// <summary>The stage to build, by name or number; the last when it is left out.</summary>
    public string? Target { get; init; }

    /// <summary>Values for ARG. The image's history shows them.</summary>
    public IReadOnlyDictionary<string, string?>? Arguments { get; init; }

    /// <summary>Contexts beside the directory that is sent.</summary>
    public IReadOnlyList<NamedContextResource>? Contexts { get; init; }

    /// <summary>Id, as in <c>RUN --mount=type=secret,id=…</c>, to content, in base64.</summary>
    public IReadOnlyDictionary<string, byte[]?>? Secrets { get; init; }

    /// <summary>Runs every step, whatever earlier builds made.</summary>
    public bool NoCache { get; init; }

    /// <summary>Leaves the logs and caches of package tools in the layers.</summary>
    public bool KeepPackageLogs { get; init; }

    public override string ToString() => nameof(ImageBuildRequest);
}

/// <param name="Image">An image here; when it is left out, the next part <c>context</c> of the form is the context, a
/// tar archive.</param>
public sealed record NamedContextResource(string Name, string? Image = null);
