using System.Text.RegularExpressions;
using Slipway.Linux.Files;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Reads the tests that start the image.</summary>
internal static partial class ServiceReader
{
    private const int MaxSiblings = 16;

    public static ServiceTest ReadService(Fields test)
    {
        var settings = ReadSettings(test, siblings: true);
        var checks = CheckReader.Read(test, settings.Listens);
        if (checks.Count == 0)
            test.Error(test.Line, "", "nothing is asked of the service",
                "add listens, tls, http, openapi, notRoot or configuration");
        return new ServiceTest(test.Name(), settings, checks) { Timeout = test.OptionalDuration("timeout") };
    }

    public static PodTest ReadPod(Fields test)
    {
        var manifest = test.FileBeside("manifest") ?? test.Required("manifest", "pod.yaml");
        return new PodTest(test.Name(), manifest, CheckReader.Read(test, test.Ports("listens")))
        {
            UnderTest = test.Texts("underTest"),
            StartTimeout = test.OptionalDuration("startTimeout"),
            Timeout = test.OptionalDuration("timeout"),
        };
    }

    public static ExecutableTest ReadExecutable(Fields test)
    {
        var service = test.Map("service");
        var settings = service is null ? null : ReadSettings(service, siblings: true);
        service?.RefuseUnknown();
        return new ExecutableTest(test.Name(), test.FileBeside("file") ?? test.Required("file", "smoke.sh"))
        {
            Arguments = test.Texts("args"),
            Image = test.Text("image"),
            Environment = test.Variables("envVars"),
            Service = settings,
            ExitCode = test.Number("exitCode", 0, 0, 255),
            Output = test.Expectations("expectedOutput", "excludedOutput"),
            Timeout = test.OptionalDuration("timeout"),
        };
    }

    private static ServiceSettings ReadSettings(Fields fields, bool siblings) => new()
    {
        Command = fields.OptionalTexts("command"),
        Environment = fields.Variables("envVars"),
        Files = fields.Maps("files", "a map with path and content or source is expected",
            "write '- path: /etc/file' and 'content: TEXT'", ReadFile,
            file => file.RefuseUnknown()),
        Volumes = fields.PathsInImage("volumes"),
        User = fields.Text("user"),
        ReadOnlyRoot = fields.Flag("readOnlyRoot", false),
        Siblings = siblings ? ReadSiblings(fields) : [],
        Listens = fields.Ports("listens"),
        StartTimeout = fields.OptionalDuration("startTimeout"),
    };

    private static IReadOnlyList<Sibling> ReadSiblings(Fields fields)
    {
        var siblings = fields.Maps(
            "siblings", "a map with name and image is expected", "write '- name: db' and 'image: NAME'", ReadSibling,
            sibling => sibling.RefuseUnknown());
        if (siblings.Count > MaxSiblings
            || siblings.Select(sibling => sibling.Name).Distinct().Count() < siblings.Count)
            fields.Error(fields.LineOf("siblings"), "siblings",
                $"up to {MaxSiblings} siblings have a name each of their own", "rename or remove some");
        return siblings;
    }

    private static Sibling ReadSibling(Fields fields)
    {
        var name = fields.Required("name", "db");
        if (name.Length > 0 && !HostName().IsMatch(name))
            fields.Error(
                fields.LineOf("name"), "name", $"'{Excerpt.Of(name)}' is no host name", "use a-z, 0-9, - and .");
        return new Sibling(name, fields.Required("image", "group/image:1.0-p0"), ReadSettings(fields, siblings: false));
    }

    private static ProvidedFile ReadFile(Fields file)
    {
        var (content, source) = (file.Text("content"), file.FileBeside("source"));
        if (content is null == source is null && !(file.Has("source") && content is null))
            file.Error(file.Line, "content", "a file has either content or source", "write one of them");
        return new ProvidedFile(file.PathInImage("path"), content, source, file.Mode("mode", FileModes.AllRead));
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9.-]{0,62})\z", RegexOptions.NonBacktracking)]
    private static partial Regex HostName();
}
