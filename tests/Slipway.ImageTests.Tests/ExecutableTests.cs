using Slipway.ImageTests;

namespace Slipway.ImageTests.Tests;

/// <summary>Programs beside the test file.</summary>
[Collection(nameof(ImageTestMachine))]
public sealed class ExecutableTests(ImageTestMachine machine)
{
    private const string Script =
        """
        #!/bin/sh
        [ "$1" = 77 ] && { echo not today; exit 77; }
        echo "port $SLIPWAY_TEST_PORTS of $SLIPWAY_TEST_IMAGE"
        wget -q -O - "http://$SLIPWAY_TEST_ADDRESS:8080/cgi-bin/greeting" | grep "${EXPECTED:-hello}" || { echo unexpected; exit 1; }
        """;

    private const string Service = "service: {listens: [8080], envVars: [{key: GREETING, value: hello there}]}";

    [Fact]
    public Task A_program_is_run_in_the_network_of_the_image() => machine.PassesAsync(
        "executableTests: " +
            $"[{{name: e, file: e.sh, {Service}, expectedOutput: ['port 8080 of sha256:', 'hello there']}}, "
        + $"{{name: elsewhere, file: e.sh, image: 'busybox:1', {Service}, envVars: [{{key: EXPECTED, value: " +
            $"there}}]}}]", null, ("e.sh", Script));

    [Fact]
    public async Task A_program_that_ends_otherwise_fails_with_its_last_lines()
    {
        var failure = await machine.FailureAsync(
            $"executableTests: [{{name: e, file: e.sh, {Service}, envVars: [{{key: EXPECTED, value: servus}}]}}]",
            null, ("e.sh", Script));
        failure.Message.ShouldBe("exit code: expected 0, seen 1");
        failure.LastLines.ShouldContain("unexpected");
    }

    [Fact]
    public async Task A_program_may_say_that_it_could_not_test()
    {
        var report = await machine.RunAsync(
            "executableTests: [{name: e, file: e.sh, args: ['77']}]", null, ("e.sh", Script));
        report.Succeeded.ShouldBeTrue();
        report.Cases.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            result => result.Outcome.ShouldBe(TestOutcome.Skipped), result => result.Message.ShouldBe("not today"));
    }

    [Theory]
    [InlineData("file: e.sh, service: {listens: [8080], envVars: [{key: FAIL, value: x}]}",
        "expected to go on running, ended with exit code 3")]
    [InlineData("file: e.sh, service: {listens: [9999], startTimeout: 1s}",
        "port 9999: expected the service to accept connections before the test, seen: refused")]
    [InlineData("file: none.sh", "'none.sh' beside the test file cannot be read")]
    [InlineData("file: e.sh, image: 'none:1'", "there is no image 'none:1'")]
    [InlineData("file: e.sh, args: ['77'], exitCode: 77, expectedOutput: ['today$', tomorrow]",
        "standard output: expected a match of 'tomorrow', seen: not today")]
    public async Task A_seeded_fault_is_told(string keys, string message) =>
        (await machine.FailureAsync($"executableTests: [{{name: e, {keys}}}]", null, ("e.sh", Script))).Message
            .ShouldContain(message);
}
