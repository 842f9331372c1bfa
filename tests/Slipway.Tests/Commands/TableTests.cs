namespace Slipway.Tests.Commands;

/// <summary>Without a terminal, tables are plain text that `cut` and `awk` read.</summary>
public sealed class TableTests : IAsyncLifetime
{
    private Terminal _terminal = null!;

    public async ValueTask InitializeAsync() => _terminal = await Terminal.OpenAsync();

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    [Fact]
    public async Task A_row_is_a_line_however_long_it_is_and_has_no_escapes()
    {
        var name = new string('a', 32);
        await _terminal.Server.World.CreateAsync(name);
        var lines = (await _terminal.RunAsync("dev", "app", "list")).OrThrow().Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["APPLICATION", "CARTRIDGE", "STATE", "RELEASE", "GEARS", "URL"]);
        lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe([$"demo/{name}", "web:1", "active", "v1", "1/1", $"http://{name}-demo.localhost/"]);
        lines.ShouldAllBe(line => line.All(c => !char.IsControl(c)));
    }

    [Fact]
    public async Task On_a_narrow_terminal_the_longest_column_is_folded_and_the_others_stay_whole()
    {
        var name = new string('a', 20);
        await _terminal.Server.World.CreateAsync(name);
        var lines = (await _terminal.InWindowAsync(80, "dev", "app", "list")).OrThrow().Output.Split(
            '\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var header in new[] { "APPLICATION", "CARTRIDGE", "STATE", "RELEASE", "GEARS", "URL" })
            lines[0].ShouldContain(header);
        lines[1].ShouldContain($"demo/{name}");
        lines.Length.ShouldBeLessThan(6);
    }

    [Fact]
    public async Task Progress_goes_to_standard_error_and_the_result_to_standard_output()
    {
        await _terminal.Server.World.CreateAsync("blog");
        var change = (await _terminal.RunAsync("dev", "env", "set", "blog", "A=1")).OrThrow();
        change.Output.TrimEnd().ShouldBe("v2 serves: set A");
        change.Errors.ShouldContain("==> rollout");
    }

    [Fact]
    public async Task A_token_is_alone_on_standard_output_so_that_it_can_be_piped()
    {
        var made = (await _terminal.RunAsync("dev", "token", "create")).OrThrow();
        made.Output.TrimEnd().ShouldMatch("^slw_[0-9a-f]{64}$");
        made.Errors.ShouldContain("not shown again");
    }

    [Fact]
    public async Task Secrets_come_from_files_variables_and_standard_input_and_are_never_said()
    {
        await _terminal.Server.World.CreateAsync("blog");
        var typed = await _terminal.RunAsync("dev", "build-secret", "set", "blog", "s3cr3t-sentinel");
        (typed.ExitCode, typed.Errors.Contains("s3cr3t-sentinel")).ShouldBe((64, false));
        Dictionary<string, string> variables = new()
        {
            ["SLIPWAY_URL"] = _terminal.Server.Url, ["SLIPWAY_TOKEN"] = await _terminal.Server.TokenOfAsync("dev"),
            ["SLIPWAY_DOMAIN"] = "demo", ["MINE"] = "from a variable",
        };
        var set = (await _terminal.WithAsync(variables, "build-secret", "set", "blog", "one=env:MINE",
            $"two={_terminal.File("two", "from a file")}", "three=-")).OrThrow();
        (set.Output + set.Errors).ShouldNotContain("from a");
        (await _terminal.WithAsync(variables, "build-secret", "set", "blog", "a=-", "b=-")).ExitCode.ShouldBe(64);
        (await _terminal.WithAsync(variables, "build-secret", "set", "blog", "a=env:NONE")).ExitCode.ShouldBe(66);
        await _terminal.Server.World.EndAsync(
            await _terminal.Server.World.PushAsync(await _terminal.Server.World.FindAsync("blog"), "two"),
            Slipway.Platform.Operations.OperationState.Done);
        _terminal.Server.World.Builder.Builds.Last().Inputs.Secrets.ToDictionary(
            secret => secret.Key, secret => System.Text.Encoding.UTF8.GetString(secret.Value.Span))
            .ShouldBe(
                new Dictionary<string, string> { ["one"] = "from a variable", ["two"] = "from a file", ["three"] = "" },
                ignoreOrder: true);
    }

    [Fact]
    public async Task The_version_is_the_same_both_ways()
    {
        var verb = (await _terminal.WithAsync([], "version")).OrThrow().Output;
        (await _terminal.WithAsync([], "--version")).OrThrow().Output.ShouldBe(verb);
    }
}
