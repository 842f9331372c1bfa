using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>A manifest has errors; lists all of them.</summary>
public sealed class ManifestException(IReadOnlyList<YamlProblem> problems)
    : SlipwayException(ErrorCode.Invalid, "the cartridge manifest is refused:\n  " + string.Join(
        "\n  ", problems.Where(problem => problem.Severity == ProblemSeverity.Error)),
        "correct the manifest and add it again")
{
    public IReadOnlyList<YamlProblem> Problems { get; } = problems;
}
