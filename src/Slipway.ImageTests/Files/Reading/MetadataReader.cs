using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Reads <c>metadataTest</c>, of which a file has one.</summary>
internal static class MetadataReader
{
    public static IEnumerable<MetadataTest> Read(Fields file)
    {
        if (file.Map("metadataTest") is not { } test)
            yield break;
        var read = new MetadataTest
        {
            Environment = test.Variables("envVars", patterns: true),
            UnboundNames = [.. test.Variables("unboundEnvVars").Select(variable => variable.Key)],
            Labels = test.Variables("labels", patterns: true),
            ExposedPorts = test.Texts("exposedPorts"),
            UnexposedPorts = test.Texts("unexposedPorts"),
            Volumes = test.Texts("volumes"),
            UnmountedVolumes = test.Texts("unmountedVolumes"),
            Entrypoint = test.OptionalTexts("entrypoint"),
            Command = test.OptionalTexts("cmd"),
            WorkingDirectory = test.Text("workdir"),
            User = test.Text("user"),
        };
        test.RefuseUnknown();
        yield return read;
    }
}
