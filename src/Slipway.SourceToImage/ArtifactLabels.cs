using Slipway.Oci;

namespace Slipway.SourceToImage;

/// <summary>
/// The labels of an artifact: those of the builder image, of source-to-image, Slipway's provenance, the request's, and
/// those of assemble.
/// </summary>
internal static class ArtifactLabels
{
    public const string Stream = "io.slipway.build.stream";
    public const string BuilderDigest = "io.slipway.build.image-digest";
    public const string BaseTop = "io.slipway.build.base-top";
    public const string Input = "io.slipway.build.input";
    private const string Scripts = "io.slipway.build.scripts";
    private const string Build = "io.openshift.s2i.build.";
    private const int MaxCharacters = 64 << 10;

    public static SortedDictionary<string, string> Of(
        SourceBuild build, Digest input, ScriptSet scripts, IReadOnlyDictionary<string, string> asked)
    {
        var labels = new SortedDictionary<string, string>(
            build.Builder.Config.Config?.Labels ?? [], StringComparer.Ordinal);
        foreach (var (name, value) in Generated(build, input, scripts).Concat(build.Labels).Concat(asked))
            labels[name] = value;
        var length = labels.Sum(label => label.Key.Length + label.Value.Length);
        return length <= MaxCharacters ? labels
            : throw new SourceBuildException(SourcePhase.Commit,
                $"the artifact's labels have {length} characters; {MaxCharacters} are the most",
                $"write fewer labels into {ImageMetadata.Name}");
    }

    private static IEnumerable<KeyValuePair<string, string>> Generated(
        SourceBuild build, Digest input, ScriptSet scripts)
    {
        var origin = build.Origin;
        (string Name, string? Value)[] labels =
        [
            ("io.k8s.display-name", build.DisplayName ?? build.Output.ToString()),
            ("io.k8s.description", build.Description),
            (Build + "image", build.Builder.Digest.ToString()),
            (Build + "source-location", origin?.Url),
            (Build + "source-context-dir", origin?.ContextDirectory),
            (Build + "commit.id", origin?.Commit),
            (Build + "commit.ref", origin?.Ref),
            (Build + "commit.author", origin?.Author),
            (Build + "commit.date", origin?.Date),
            (Build + "commit.message", origin?.Message is { } message ? FirstLine(message) : null),
            (BuilderDigest, build.Builder.Digest.ToString()),
            (BaseTop, build.Builder.Layers.IsEmpty ? null : build.Builder.Layers.Top.DiffId.ToString()),
            (Stream, build.Stream),
            (Input, input.ToString()),
            (Scripts, scripts.Describe()),
        ];
        return labels.Where(label => !string.IsNullOrEmpty(label.Value))
            .Select(label => KeyValuePair.Create(label.Name, label.Value!));
    }

    /// <summary>source-to-image truncates the message to 80 characters.</summary>
    private static string FirstLine(string message)
    {
        var line = message.Split('\n')[0].Trim();
        return line.Length <= 80 ? line : line[..80];
    }
}
