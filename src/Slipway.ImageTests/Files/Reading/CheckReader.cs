using System.Text.RegularExpressions;
using Slipway.Oci;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Reads what is asked of a running gear or pod.</summary>
internal static partial class CheckReader
{
    private const int MaxChecks = 200;

    public static IReadOnlyList<ServiceCheck> Read(Fields test, IReadOnlyList<int> listens)
    {
        int? port = listens.Count > 0 ? listens[0] : null;
        ServiceCheck[] checks =
        [
            .. listens.Select(each => new PortCheck(each)),
            .. test.Flag("notRoot", false) ? new[] { new NotRootCheck() } : [],
            .. Maps(test, "tls", check => ReadTls(check, port)),
            .. Maps(test, "http", check => ReadHttp(check, port)),
            .. Maps(test, "openapi", check => ReadOpenApi(check, port)),
            .. Maps(test, "configuration", check => ReadConfiguration(check, port)),
        ];
        if (checks.Length > MaxChecks)
            test.Error(
                test.Line, "", $"{checks.Length} things are asked; {MaxChecks} are the most", "write several tests");
        return checks;
    }

    private static IReadOnlyList<T> Maps<T>(Fields test, string key, Func<Fields, T> read) =>
        test.Maps(key, "a map of keys is expected", "write the keys of the check below it", read,
            check => check.RefuseUnknown());

    private static TlsCheck ReadTls(Fields check, int? port) => new(check.Port("port", port))
    {
        ServerName = check.Text("serverName") ?? "localhost",
        MinimumVersion = check.Text("minimumVersion") switch
        {
            null or "1.2" => new Version(1, 2),
            "1.3" => new Version(1, 3),
            var text => check.Error(check.LineOf("minimumVersion"), "minimumVersion",
                $"'{Excerpt.Of(text)}' is no version that is asked for",
                "write \"1.2\" or \"1.3\"", new Version(1, 2))!,
        },
        Subject = check.Pattern("subject"),
        CertificateNames = check.Texts("certificateNames"),
        ValidFor = ReadValidity(check),
        Authority = check.FileBeside("authority"),
        ApplicationProtocol = check.Text("applicationProtocol"),
    };

    private static TimeSpan? ReadValidity(Fields check) =>
        check.Text("validFor") is not { } text ? null
        : DurationText.TryParse(text, out var time) ? time
        : check.Error<TimeSpan?>(check.LineOf("validFor"), "validFor", $"'{Excerpt.Of(text)}' is no time",
            "write a number with its unit, such as 30d");

    private static HttpCheck ReadHttp(Fields check, int? port) => new(check.Port("port", port), ReadPath(check, "path"))
    {
        Method = check.Checked("method", Method().IsMatch, "is no method", "write GET, POST, …") ?? "GET",
        Tls = check.Flag("tls", false),
        Headers = check.Variables("headers"),
        Body = check.Text("body"),
        Status = check.Number("status", 200, 100, 599),
        ExpectedHeaders = check.Variables("expectedHeaders", patterns: true),
        Contents = check.Expectations("expectedBody", "excludedBody"),
    };

    private static string ReadPath(Fields check, string key) =>
        check.Checked(key, path =>
            path.StartsWith('/') && path.Length <= 2048, "is no path of a request", "begin with /") ?? "/";

    private static OpenApiCheck ReadOpenApi(Fields check, int? port) =>
        new(check.Port("port", port), check.FileBeside("file") ?? check.Required("file", "openapi.yaml"))
        {
            Tls = check.Flag("tls", false),
            BasePath = check.Has("basePath") ? ReadPath(check, "basePath").TrimEnd('/') : "",
        };

    private static ConfigurationCheck ReadConfiguration(Fields check, int? port)
    {
        var http = check.Map("http");
        var read = new ConfigurationCheck
        {
            File = check.Has("file") ? check.PathInImage("file") : null,
            Command = check.OptionalTexts("command"),
            Http = http is null ? null : ReadHttp(http, port),
            Contents = check.Expectations("expectedContents", "excludedContents"),
            Container = check.Text("container"),
        };
        http?.RefuseUnknown();
        if (new object?[] { read.File, read.Command, read.Http }.Count(part => part is not null) != 1)
            check.Error(check.Line, "", "a configuration shows in one of file, command and http", "write one of them");
        if (read.Http is null && read.Contents.IsEmpty)
            check.Error(check.Line, "expectedContents", "nothing is expected of it",
                "add expectedContents or excludedContents");
        return read;
    }

    [GeneratedRegex(@"\A[A-Z]{1,20}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Method();
}
