using Slipway.Yaml;

namespace Slipway.ImageTests;

/// <summary>
/// A test file is refused; all its problems are listed, each with its line, its key and what is allowed there.
/// </summary>
public sealed class ImageTestFileException(string file, IReadOnlyList<YamlProblem> problems)
    : SlipwayException(
        ErrorCode.Invalid, string.Join('\n', problems.Select(problem => $"{file} {problem}")))
{
    public string File { get; } = file;

    public IReadOnlyList<YamlProblem> Problems { get; } = problems;
}
