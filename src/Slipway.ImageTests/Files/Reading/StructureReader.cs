using System.Text.RegularExpressions;
using Slipway.Yaml;

namespace Slipway.ImageTests.Files.Reading;

/// <summary>Reads the tests of commands, files and licences.</summary>
internal static partial class StructureReader
{
    public static CommandTest ReadCommand(Fields test) =>
        new(test.Name(), [test.Required("command", "program"), .. test.Texts("args")])
        {
            Setup = test.Commands("setup"),
            Teardown = test.Commands("teardown"),
            Environment = test.Variables("envVars"),
            ExitCode = test.Number("exitCode", 0, 0, 255),
            Output = test.Expectations("expectedOutput", "excludedOutput"),
            Errors = test.Expectations("expectedError", "excludedError"),
            Timeout = test.OptionalDuration("timeout"),
        };

    public static FileContentTest ReadContent(Fields test) =>
        new(test.Name(), test.PathInImage("path"), test.Expectations("expectedContents", "excludedContents"));

    public static FileExistenceTest ReadExistence(Fields test) => new(test.Name(), test.PathInImage("path"))
    {
        ShouldExist = test.Flag("shouldExist", true),
        Permissions = test.Checked("permissions", Permissions().IsMatch, "are no permissions",
            "write ten characters as ls -l does: -rwxr-xr-x"),
        Uid = test.Id("uid"),
        Gid = test.Id("gid"),
        IsExecutableBy = test.Text("isExecutableBy") switch
        {
            null or "" => null,
            "owner" => ExecutePermission.Owner,
            "group" => ExecutePermission.Group,
            "other" => ExecutePermission.Other,
            "any" => ExecutePermission.Any,
            var text => test.Error<ExecutePermission?>(
                test.LineOf("isExecutableBy"), "isExecutableBy", $"'{Excerpt.Of(text)}' is nobody",
                "write owner, group, other or any"),
        },
    };

    public static LicenseTest ReadLicense(Fields test) => new(test.Text("name") ?? "licences")
    {
        Debian = test.Flag("debian", false),
        Files = test.PathsInImage("files"),
        ExcludedLicenses = test.OptionalTexts("excludedLicenses") ?? LicenseTest.UsualExcluded,
        IgnoredPackages = test.OptionalTexts("ignoredPackages") ?? LicenseTest.UsualIgnored,
    };

    /// <summary>Go's notation puts set-user-id, set-group-id and sticky before the type's letter.</summary>
    [GeneratedRegex(@"\A[dDLpSugct-]{1,4}(?:[r-][w-][xsS-]){2}[r-][w-][xtT-]\z",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Permissions();
}
