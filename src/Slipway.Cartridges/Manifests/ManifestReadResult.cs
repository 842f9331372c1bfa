using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// The result of parsing a manifest: the manifest unless there are errors, and all errors and warnings in line order.
/// </summary>
public sealed record ManifestReadResult(CartridgeManifest? Manifest, IReadOnlyList<YamlProblem> Problems)
{
    public IEnumerable<YamlProblem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <exception cref="ManifestException">There are errors.</exception>
    public CartridgeManifest OrThrow() => Manifest ?? throw new ManifestException(Problems);

    /// <summary>Parses a manifest; never throws, whatever the text is.</summary>
    public static ManifestReadResult Of(string yaml)
    {
        try
        {
            return YamlTree.Read(yaml) is YamlMap map
                ? ManifestReader.Read(map)
                : Failed(1, "the manifest is no map of keys", "begin with 'Name: …'");
        }
        catch (YamlTreeException e)
        {
            return Failed(e.Line, e.Message, "correct the text at this line");
        }
    }

    private static ManifestReadResult Failed(int line, string cause, string nextStep) =>
        new(null, [new YamlProblem(ProblemSeverity.Error, line, "", cause, nextStep)]);
}
