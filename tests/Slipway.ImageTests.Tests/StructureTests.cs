using Slipway.ImageTests;
using Slipway.ImageTests.Files;

namespace Slipway.ImageTests.Tests;

/// <summary>Commands, files, licences and metadata, on a real image.</summary>
[Collection(nameof(ImageTestMachine))]
public sealed class StructureTests(ImageTestMachine machine)
{
    [Fact]
    public async Task A_good_image_passes_container_structure_tests()
    {
        var report = await machine.RunAsync(
            """
            globalEnvVars:
              - key: PLACE
                value: "/www"
            containerRunOptions:
              user: bin
              envVars: [GIVEN]
              envFile: more.env
              bindMounts: ["beside.txt:/beside"]
            commandTests:
              - name: setup, arguments, variables
                setup: [["sh", "-c", "echo made > /tmp/made"]]
                teardown: [["rm", "/tmp/made"]]
                command: sh
                args: ["-c", "cat /tmp/made; ls $PLACE; id -u; echo $GIVEN $MORE $OWN; for i in 1 2; do echo n$i; done; cat /beside; echo oops >&2; exit 3"]
                envVars:
                  - key: OWN
                    value: "${GREETING}!"
                exitCode: 3
                expectedOutput: ["(?m)^made$", "index.html", "(?m)^2$", "by the runner more hello!", "n1\nn2", "beside"]
                excludedOutput: ["oops"]
                expectedError: ["^oops$"]
                excludedError: ["made"]
            fileContentTests:
              - name: configuration
                path: /etc/app.conf
                expectedContents: ["key = .*"]
                excludedContents: ["password"]
            fileExistenceTests:
              - {name: page, path: "$PLACE/index.html", permissions: "-rw-r--r--", uid: 0, gid: 0}
              - {name: gone, path: /nowhere, shouldExist: false}
              - {name: script, path: /www/cgi-bin/greeting, isExecutableBy: other}
              - {name: sticky in Go's notation, path: /tmp, permissions: "dtrwxrwxrwx"}
              - {name: sticky as ls writes it, path: /tmp/, permissions: "drwxrwxrwt"}
            licenseTests:
              - debian: true
                files: [/usr/share/doc/good/copyright]
            metadataTest:
              envVars:
                - {key: GREETING, value: hello}
                - {key: PATH, value: "/bin.*", isRegex: true}
              unboundEnvVars: [{key: SECRET}]
              labels:
                - {key: org.example.kind, value: web}
                - {key: org.example.date, value: '^\d{4}-\d{2}-\d{2}$', isRegex: true}
              exposedPorts: ["8080"]
              unexposedPorts: ["22"]
              volumes: ["/data"]
              unmountedVolumes: ["/other"]
              entrypoint: ["/bin/sh", "/serve"]
              cmd: ["8080"]
              workdir: /home/web
              user: web
            """, null, ("more.env", "MORE=more\n"), ("beside.txt", "beside\n"));
        report.Cases.ShouldAllBe(result => result.Outcome == TestOutcome.Passed, ImageTestMachine.Describe(report));
        report.Cases.Select(result => result.Kind).Distinct()
            .ShouldBe([ImageTestKind.Command, ImageTestKind.FileContent, ImageTestKind.FileExistence,
                ImageTestKind.License, ImageTestKind.Metadata]);
        report.Cases.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData("exitCode: 0", "exit code: expected 0, seen 4")]
    [InlineData(
        "exitCode: 4, expectedOutput: ['^other$']", "standard output: expected a match of '^other$', seen: said")]
    [InlineData("exitCode: 4, excludedOutput: [said]", "standard output: expected no match of 'said'")]
    [InlineData("exitCode: 4, expectedError: [x]", "standard error: expected a match of 'x', seen: wrong")]
    [InlineData("exitCode: 4, excludedError: [wrong]", "standard error: expected no match of 'wrong'")]
    [InlineData("exitCode: 4, setup: [['sh', '-c', 'echo no; exit 5']]",
        "setup [\"sh\", \"-c\", \"echo no; exit 5\"]: expected exit code 0, seen 5")]
    [InlineData("exitCode: 4, teardown: [['false']]", "teardown [\"false\"]: expected exit code 0, seen 1")]
    public async Task A_command_that_does_otherwise_fails(string keys, string message)
    {
        var failure = await machine.FailureAsync(
            $"commandTests: [{{name: c, command: sh, args: ['-c', 'echo said; echo wrong >&2; exit 4'], {keys}}}]");
        failure.Message.ShouldContain(message);
        failure.LastLines.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_command_that_does_not_end_is_ended()
    {
        var failure = await machine.FailureAsync(
            "commandTests: [{name: c, command: sh, args: ['-c', 'echo waiting >&2; sleep 1000'], timeout: 6s}]");
        failure.Message.ShouldBe("expected to end within 6 s, did not");
        failure.LastLines.ShouldContain("waiting");
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails() =>
        (await machine.FailureAsync("commandTests: [{name: c, command: /no/such}]")).ShouldSatisfyAllConditions(
            failure => failure.Message.ShouldBe("exit code: expected 0, seen 127 (a command was not found)"),
            failure => string.Join('\n', failure.LastLines).ShouldContain("/no/such"));

    [Theory]
    [InlineData("path: /missing", "/missing: expected to exist, does not")]
    [InlineData("path: /serve, shouldExist: false", "/serve: expected not to exist, seen -rw-r--r--")]
    [InlineData("path: /etc/app.conf, permissions: '-rw-r--r--'",
        "/etc/app.conf: expected permissions -rw-r--r--, seen -rw-r-----")]
    [InlineData("path: /etc/app.conf, uid: 33", "/etc/app.conf: expected owner 33, seen 0")]
    [InlineData("path: /etc/app.conf, gid: 33", "/etc/app.conf: expected group 33, seen 0")]
    [InlineData("path: /serve, isExecutableBy: any", "/serve: expected to be executable by any, seen -rw-r--r--")]
    public async Task A_file_that_is_otherwise_fails(string keys, string message) =>
        (await machine.FailureAsync($"fileExistenceTests: [{{name: f, {keys}}}]")).Message.ShouldBe(message);

    [Theory]
    [InlineData("path: /etc/app.conf, expectedContents: ['^other']",
        "/etc/app.conf: expected a match of '^other', seen: key = value")]
    [InlineData("path: /etc/app.conf, excludedContents: [value]",
        "/etc/app.conf: expected no match of 'value', seen: key = value")]
    [InlineData(
        "path: /missing, expectedContents: [x]", "/missing: expected a file to read, seen: /missing does not exist")]
    [InlineData("path: /etc, expectedContents: [x]", "/etc: expected a file to read, seen: /etc is no regular file")]
    public async Task Contents_that_are_otherwise_fail(string keys, string message) =>
        (await machine.FailureAsync($"fileContentTests: [{{name: f, {keys}}}]")).Message.ShouldBe(message);

    [Fact]
    public async Task A_licence_that_is_not_allowed_fails_and_a_missing_copyright_too()
    {
        var image = await machine.BuildAsync("licences:1", "FROM busybox:1\nCOPY doc /usr/share/doc\n",
            "mkdir -p doc/bad doc/none doc/libgnutls30; echo 'GNU Agpl' > doc/bad/copyright; ln -s bad doc/link");
        var failure = await machine.FailureAsync("licenseTests: [{debian: true, files: [/etc/passwd]}]", image);
        failure.Message.ShouldBe("/usr/share/doc/bad/copyright: expected no licence AGPL, the file names it\n"
            + "/usr/share/doc/none/copyright: expected a copyright file, seen: " +
                "/usr/share/doc/none/copyright does not exist");
        (await machine.FailureAsync(
            "licenseTests: [{files: [/etc/passwd], excludedLicenses: ['root']}]", image)).Message.ShouldContain("root");
    }

    [Theory]
    [InlineData("envVars: [{key: GREETING, value: bye}]", "variable GREETING: expected 'bye', seen 'hello'")]
    [InlineData("envVars: [{key: NONE, value: x}]", "variable NONE: expected 'x', it is not set")]
    [InlineData("unboundEnvVars: [{key: GREETING}]", "variable GREETING: expected not to be set, seen 'hello'")]
    [InlineData("labels: [{key: org.example.kind, value: '^d', isRegex: true}]",
        "label org.example.kind: expected a match of '^d', seen 'web'")]
    [InlineData("exposedPorts: ['9']", "exposed ports: expected 9 among them, seen [\"8080/tcp\"]")]
    [InlineData("unexposedPorts: ['8080/tcp']", "exposed ports: expected no 8080/tcp, seen [\"8080/tcp\"]")]
    [InlineData("volumes: ['/x']", "volumes: expected /x among them, seen [\"/data\"]")]
    [InlineData("unmountedVolumes: ['/data']", "volumes: expected no /data, seen [\"/data\"]")]
    [InlineData("entrypoint: []", "entrypoint: expected [], seen [\"/bin/sh\", \"/serve\"]")]
    [InlineData("cmd: ['x']", "command: expected [\"x\"], seen [\"8080\"]")]
    [InlineData("workdir: /", "working directory: expected '/', seen '/home/web'")]
    [InlineData("user: root", "user: expected 'root', seen 'web'")]
    public async Task Metadata_that_is_otherwise_fails(string keys, string message) =>
        (await machine.FailureAsync($"metadataTest: {{{keys}}}")).Message.ShouldBe(message);
}
