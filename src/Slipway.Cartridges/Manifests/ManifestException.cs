using Slipway.Yaml;

namespace Slipway.Cartridges.Manifests;

/// <summary>A manifest has errors; lists all of them.</summary>
public sealed class ManifestException(IReadOnlyList<YamlProblem> problems)
    : FormatException("the cartridge manifest is refused:\n  " + string.Join(
        "\n  ", problems.Where(problem => problem.Severity == ProblemSeverity.Error)))
{
    public IReadOnlyList<YamlProblem> Problems { get; } = problems;
}
