using System.Text;
using Slipway.ImageTests;

namespace Slipway.Fuzz;

/// <summary>Test files of images with every kind of test; a text must be a file, or be refused with lines.</summary>
internal static class TestFileCorpus
{
    private static readonly string[] Files =
    [
        """
        schemaVersion: 2.0.0
        globalEnvVars: [{key: A, value: "$B"}]
        containerRunOptions: {user: web, envFile: x.env, bindMounts: ["a:/b:rw"], capabilities: [CHOWN]}
        commandTests:
          - {name: c, command: sh, args: [-c, "echo ${A}"], setup: [[a, b]], exitCode: 3, expectedOutput: ["^a{1,3}(?P<n>b|c)*$"], timeout: 500ms}
        fileContentTests: [{name: f, path: /etc/x, expectedContents: ["(?m)^[^#]+"]}]
        fileExistenceTests: [{name: e, path: $HOME/x, permissions: -rwsr-xr-t, uid: 0, isExecutableBy: any}]
        licenseTests: [{debian: true, files: [/x]}]
        metadataTest: {envVars: [{key: A, value: ".*", isRegex: true}], entrypoint: [], exposedPorts: ["80"]}
        """,
        """
        {"schemaVersion": "2.0.0", "serviceTests": [{"name": "s", "listens": [8080], "notRoot": true,
          "files": [{"path": "/a", "content": "x", "mode": "0644"}], "siblings": [{"name": "db", "image": "x:1"}],
          "tls": [{"minimumVersion": "1.3", "validFor": "30d"}], "http": [{"path": "/", "status": 404, "expectedHeaders": [{"key": "A", "value": "b"}]}],
          "openapi": [{"file": "a.yaml"}], "configuration": [{"file": "/x", "expectedContents": ["y"]}]}],
         "podTests": [{"name": "p", "manifest": "pod.yaml", "underTest": ["web"]}],
         "executableTests": [{"name": "x", "file": "x.sh", "service": {"listens": 80}, "exitCode": 77}]}
        """,
    ];

    public static IReadOnlyList<byte[]> All { get; } = [.. Files.Select(Encoding.UTF8.GetBytes)];

    public static void Parse(byte[] input) => ImageTestFile.Parse(Encoding.UTF8.GetString(input), "tests.yml");

    public static bool IsRefusal(Exception e) => e is ImageTestFileException;
}
