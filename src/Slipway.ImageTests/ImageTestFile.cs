using Slipway.ImageTests.Files;
using Slipway.ImageTests.Files.Reading;

namespace Slipway.ImageTests;

/// <summary>
/// A file of tests beside an image's template: container-structure-test's schema 2.0.0, and Slipway's
/// <c>serviceTests</c>, <c>podTests</c> and <c>executableTests</c> (docs/reference/image-tests.md).
/// </summary>
public sealed record ImageTestFile
{
    /// <summary>How the file is called in messages and reports.</summary>
    public required string Name { get; init; }

    /// <summary>For the commands of all <see cref="CommandTest"/>; values may name variables of the image.</summary>
    public IReadOnlyList<Variable> GlobalEnvironment { get; init; } = [];

    public RunOptions RunOptions { get; init; } = new();

    /// <summary>
    /// Commands, file contents, file existence, licences, metadata, services, pods, executables; each kind in
    /// the file's order.
    /// </summary>
    public required IReadOnlyList<ImageTest> Tests { get; init; }

    /// <summary>
    /// Reads YAML or JSON; whatever the text is, it is a file or an exception that names each problem.
    /// </summary>
    /// <exception cref="ImageTestFileException">The text is not read, or has unknown keys, wrong types or
    /// patterns.</exception>
    public static ImageTestFile Parse(string text, string name) => TestFileReader.Read(text, name);
}

/// <summary><c>containerRunOptions</c>: how commands are run.</summary>
public sealed record RunOptions
{
    /// <summary>Instead of the image's user.</summary>
    public string? User { get; init; }

    /// <summary>A file of <c>NAME=VALUE</c> lines beside the test file.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Variables that whoever runs the tests gives by name.</summary>
    public IReadOnlyList<string> EnvironmentNames { get; init; } = [];

    public IReadOnlyList<BindMount> BindMounts { get; init; } = [];
}

/// <param name="Source">Below the directory of the test file.</param>
/// <param name="Target">Absolute, in the container.</param>
public sealed record BindMount(string Source, string Target, bool ReadOnly);

/// <summary>A name with its value, or with a pattern of values where <c>isRegex</c> says so.</summary>
public sealed record Variable(string Key, string Value)
{
    public TextPattern? Pattern { get; init; }
}
