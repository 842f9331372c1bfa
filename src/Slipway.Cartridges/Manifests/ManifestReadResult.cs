using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>
/// What reading a manifest gave: the manifest unless there are errors, and all errors and warnings in the
/// order of their lines.
/// </summary>
public sealed record ManifestReadResult(CartridgeManifest? Manifest, IReadOnlyList<YamlProblem> Problems)
{
    public IEnumerable<YamlProblem> Warnings => Problems.Where(problem => problem.Severity == ProblemSeverity.Warning);

    /// <exception cref="ManifestException">There are errors.</exception>
    public CartridgeManifest OrThrow() => Manifest ?? throw new ManifestException(Problems);

    /// <summary>
    /// Reads a manifest's text; whatever the text is, the answer is a reading and never an exception.
    /// </summary>
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
