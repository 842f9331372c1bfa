using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Turns the text of a test file into the record; all problems are found in one reading.</summary>
internal static class TestFileReader
{
    private const string Version = "2.0.0";
    private const int MaxTests = 500;

    /// <exception cref="ImageTestFileException">There are problems.</exception>
    public static ImageTestFile Read(string text, string name)
    {
        var problems = new List<YamlProblem>();
        var file = ReadFile(Root(text, name), name, problems);
        return problems.Count == 0 ? file : throw new ImageTestFileException(
            name, [.. problems.Distinct().OrderBy(problem => problem.Line)]);
    }

    private static YamlMap Root(string text, string name)
    {
        try
        {
            return YamlTree.Read(text) as YamlMap
                ?? throw new ImageTestFileException(
                    name, [Problem(1, "the file is no map of keys", $"begin with 'schemaVersion: {Version}'")]);
        }
        catch (YamlTreeException e)
        {
            throw new ImageTestFileException(name, [Problem(e.Line, e.Message, "correct the text at this line")]);
        }
    }

    private static ImageTestFile ReadFile(YamlMap map, string name, List<YamlProblem> problems)
    {
        var fields = new Fields(map, "", problems);
        if (fields.Required("schemaVersion", Version) is { Length: > 0 } version && version != Version)
            fields.Error(fields.LineOf("schemaVersion"), "schemaVersion",
                $"version '{Excerpt.Of(version)}' is not known", $"write {Version}");
        var file = new ImageTestFile
        {
            Name = name,
            GlobalEnvironment = fields.Variables("globalEnvVars"),
            RunOptions = RunOptionsReader.Read(fields),
            Tests =
            [
                .. fields.Tests("commandTests", StructureReader.ReadCommand),
                .. fields.Tests("fileContentTests", StructureReader.ReadContent),
                .. fields.Tests("fileExistenceTests", StructureReader.ReadExistence),
                .. fields.Tests("licenseTests", StructureReader.ReadLicense),
                .. MetadataReader.Read(fields),
                .. fields.Tests("serviceTests", ServiceReader.ReadService),
                .. fields.Tests("podTests", ServiceReader.ReadPod),
                .. fields.Tests("executableTests", ServiceReader.ReadExecutable),
            ],
        };
        if (file.Tests.Count > MaxTests)
            fields.Error(fields.Line, "",
                $"the file has {file.Tests.Count} tests; {MaxTests} are the most", "write several files");
        fields.RefuseUnknown();
        return file;
    }

    private static YamlProblem Problem(int line, string cause, string nextStep) =>
        new(ProblemSeverity.Error, line, "", cause, nextStep);
}
