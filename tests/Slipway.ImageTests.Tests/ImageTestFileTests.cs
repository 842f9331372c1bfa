using FsCheck;
using FsCheck.Fluent;
using Slipway.ImageTests;
using Slipway.ImageTests.Files;

namespace Slipway.ImageTests.Tests;

public class ImageTestFileTests
{
    private const string Sample =
        """
        schemaVersion: "2.0.0"
        globalEnvVars: [{key: A, value: b}]
        commandTests:
          - name: "c"
            setup: [["a", "b"]]
            command: "x"
            args: ["-y"]
            expectedOutput: [".*"]
            exitCode: 1
        serviceTests:
          - name: s
            listens: [80]
            files: [{path: /etc/x, content: "y", mode: "0600"}]
            http: [{path: /, status: 404}]
        podTests: [{name: p, manifest: pod.yaml}]
        executableTests: [{name: e, file: run.sh, service: {listens: 80}}]
        """;

    private static string ErrorOf(string text) =>
        Should.Throw<ImageTestFileException>(() => ImageTestFile.Parse(text, "dir/tests.yml")).Message;

    [Fact]
    public void Json_and_yaml_are_read_alike()
    {
        var json =
            """{"schemaVersion": "2.0.0", "commandTests": [{"name": "c", "command": "x", "args": ["-y"], "exitCode": 1}]}""";
        var test = ImageTestFile.Parse(json, "t").Tests.ShouldHaveSingleItem().ShouldBeOfType<CommandTest>();
        test.Command.ShouldBe(["x", "-y"]);
        test.ExitCode.ShouldBe(1);
        var file = ImageTestFile.Parse(Sample, "t");
        file.Tests.Select(one => one.Kind)
            .ShouldBe([ImageTestKind.Command, ImageTestKind.Service, ImageTestKind.Pod, ImageTestKind.Executable]);
        file.Tests.OfType<ServiceTest>()
            .Single().Checks.Select(check => check.Label).ShouldBe(["listens on 80", "GET / on 80"]);
        file.Tests.OfType<ServiceTest>().Single().Settings.Files.ShouldHaveSingleItem().Mode.ShouldBe(0x180);
    }

    [Fact]
    public void The_plan_has_the_cases_in_order() =>
        ImageTestPlan.Of([new LocatedTestFile(ImageTestFile.Parse(Sample, "t"), "/")])
            .SelectMany(planned => planned.Cases.Select(one => one.Name))
            .ShouldBe(["c", "s: starts", "s: listens on 80", "s: GET / on 80", "p: becomes ready", "e"]);

    [Theory]
    [InlineData("", "dir/tests.yml line 1: the text is empty; correct the text at this line")]
    [InlineData("[]", "dir/tests.yml line 1: the file is no map of keys; begin with 'schemaVersion: 2.0.0'")]
    [InlineData(
        "commandTests: []", "dir/tests.yml line 1: schemaVersion: this key is missing; write 'schemaVersion: 2.0.0'")]
    [InlineData("schemaVersion: 1.0.0", "schemaVersion: version '1.0.0' is not known; write 2.0.0")]
    [InlineData("schemaVersion: 2.0.0\ncommandTest: []",
        "line 2: commandTest: this key is not known; known here are commandTests, containerRunOptions,")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests:\n- name: x\n  command: y\n  exitcode: 1",
        "line 5: commandTests/exitcode: this key is not known; known here are args, command,")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x}]", "commandTests/command: this key is missing")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x, command: [y]}]",
        "commandTests/command: a text is expected, a list or map is here")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x, command: y, exitCode: z}]",
        "commandTests/exitCode: 'z' is no whole number from 0 to 255")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x, command: y, setup: [a]}]",
        "commandTests/setup: a command is a list of words")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests:\n- name: x\n  command: y\n  expectedOutput: ['(']",
        "line 5: commandTests/expectedOutput: '(' is no pattern")]
    [InlineData(
        "schemaVersion: 2.0.0\ncommandTests: [{name: x, command: y, expectedOutput: ['(?=a)']}]", "is no pattern")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x, command: y, expectedOutput: ['[[:digit:]]']}]",
        "POSIX classes such as [[:digit:]] are not known")]
    [InlineData("schemaVersion: 2.0.0\ncommandTests: [{name: x, command: y, expectedOutput: ['((a{100}){100}){100}']}]",
        "repeats at most 1000 times")]
    [InlineData("schemaVersion: 2.0.0\nfileExistenceTests: [{name: x, path: etc}]",
        "fileExistenceTests/path: 'etc' is no absolute path")]
    [InlineData("schemaVersion: 2.0.0\nfileExistenceTests: [{name: x, path: /etc, isExecutableBy: me}]",
        "write owner, group, other or any")]
    [InlineData("schemaVersion: 2.0.0\nfileExistenceTests: [{name: x, path: /etc, permissions: rwx}]",
        "write ten characters as ls -l does")]
    [InlineData("schemaVersion: 2.0.0\nfileExistenceTests: [{name: x, path: /etc, shouldExist: perhaps}]",
        "'perhaps' is neither true nor false")]
    [InlineData("schemaVersion: 2.0.0\ncontainerRunOptions: {privileged: true}",
        "containerRunOptions/privileged: a test never runs with the rights of this machine's root")]
    [InlineData("schemaVersion: 2.0.0\ncontainerRunOptions: {capabilities: [SYS_ADMIN]}",
        "'SYS_ADMIN' is not among the capabilities that tests have")]
    [InlineData("schemaVersion: 2.0.0\ncontainerRunOptions: {bindMounts: ['/etc:/etc']}",
        "files elsewhere on this machine are not shown to tests")]
    [InlineData("schemaVersion: 2.0.0\ncontainerRunOptions: {envFile: ../x}",
        "is no file below the directory of the test file")]
    [InlineData("schemaVersion: 2.0.0\nserviceTests: [{name: x}]", "nothing is asked of the service")]
    [InlineData("schemaVersion: 2.0.0\nserviceTests: [{name: x, listens: [99999]}]",
        "'99999' is no whole number from 1 to 65535")]
    [InlineData("schemaVersion: 2.0.0\nserviceTests: [{name: x, http: [{path: /}]}]",
        "serviceTests/http/port: no port is given")]
    [InlineData("schemaVersion: 2.0.0\nserviceTests: [{name: x, listens: [1], configuration: [{file: /x}]}]",
        "nothing is expected of it")]
    [InlineData("schemaVersion: 2.0.0\nserviceTests: [{name: x, listens: [1], files: [{path: /x}]}]",
        "a file has either content or source")]
    [InlineData("schemaVersion: 2.0.0\nexecutableTests: [{name: x, file: /bin/sh}]",
        "'/bin/sh' is no file below the directory of the test file")]
    public void What_is_wrong_is_told_with_file_line_key_and_what_is_allowed(
        string text, string message) => ErrorOf(text).ShouldContain(message);

    [Fact]
    public void Capabilities_that_tests_have_may_be_named_in_either_case() => ImageTestFile.Parse(
        "schemaVersion: 2.0.0\ncontainerRunOptions: {capabilities: [net_bind_service, CAP_CHOWN], user: web}",
        "t").RunOptions.User.ShouldBe("web");

    [Fact]
    public void All_problems_are_told_at_once() =>
        ErrorOf("schemaVersion: 2.0.0\nmore: 1\ncommandTests:\n- name: x\n- command: y\n")
            .Split('\n').Length.ShouldBe(3);

    [Fact]
    public void A_pattern_is_matched_in_linear_time()
    {
        TextPattern.TryParse("^(a+)+$", out _)!.Matches(new string('a', 200_000) + "b").ShouldBeFalse();
        TextPattern.TryParse("(?P<name>x)", out _)!.Matches("x").ShouldBeTrue();
    }

    [Fact]
    public void Whatever_the_text_is_it_is_a_file_or_an_error_with_lines()
    {
        string[] pieces = [":", "- ", "\n", "  ", "[", "]", "{", "}", "&a ", "*a", "'", "\"", "~", "null", "\0",
            "99999999999", "é", "\ud800", "$X", "/", "(", "1s"];
        var mutated = from edits in Gen.ArrayOf(from at in Gen.Choose(0, Sample.Length - 1)
                                                from cut in Gen.Choose(0, 30)
                                                from piece in Gen.Elements(pieces)
                                                select (at, cut, piece), 4)
                      select edits.Aggregate(Sample, (text, edit) =>
                      {
                          var at = Math.Min(edit.at, text.Length);
                          return text.Remove(at, Math.Min(edit.cut, text.Length - at)).Insert(at, edit.piece);
                      });
        Prop.ForAll(Arb.From(mutated), text =>
        {
            try
            {
                return ImageTestFile.Parse(text, "t").Tests is not null;
            }
            catch (ImageTestFileException e)
            {
                return e.Problems.Count > 0;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
