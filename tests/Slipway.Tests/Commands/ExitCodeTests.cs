namespace Slipway.Tests.Commands;

/// <summary>
/// Exit codes are those of sysexits.h, errors are a cause and a next step on standard error, and standard
/// output stays empty.
/// </summary>
public sealed class ExitCodeTests : IAsyncLifetime
{
    private Terminal _terminal = null!;

    public async ValueTask InitializeAsync()
    {
        _terminal = await Terminal.OpenAsync();
        await _terminal.Server.World.CreateAsync("blog");
    }

    public ValueTask DisposeAsync() => _terminal.DisposeAsync();

    [Theory]
    [InlineData(64, "app", "create")]
    [InlineData(64, "nonsense")]
    [InlineData(64, "build", "blog")]
    [InlineData(64, "limits", "set", "blog")]
    [InlineData(64, "rollback", "blog", "x")]
    [InlineData(64, "artifact", "show", "blog", "x")]
    [InlineData(64, "env", "set", "blog", "NOVALUE")]
    [InlineData(64, "app", "delete", "blog")]
    [InlineData(65, "app", "create", "UPPER", "--cartridge", "web")]
    [InlineData(65, "scale", "blog", "0")]
    [InlineData(65, "env", "set", "blog", "lower=x")]
    [InlineData(65, "limits", "set", "blog", "--memory", "1k")]
    [InlineData(66, "app", "show", "none")]
    [InlineData(66, "artifact", "show", "blog", "b99")]
    [InlineData(66, "build", "blog", "--binary", "/no/such/file")]
    [InlineData(66, "build-secret", "set", "blog", "npmrc=/no/such/file")]
    [InlineData(64, "image", "build", "/tmp")]
    [InlineData(64, "image", "build", "/tmp", "--name", "x:1", "--secret", "id=a")]
    [InlineData(64, "image", "build", "/tmp", "--name", "x:1", "--secret", "id=a,src=b,env=c")]
    [InlineData(64, "image", "build", "/tmp", "--name", "x:1", "--build-arg", "=x")]
    [InlineData(64, "image", "build", "/tmp", "--name", "x:1", "--build-context", "base")]
    [InlineData(66, "image", "build", "/no/such/directory", "--name", "x:1")]
    [InlineData(66, "image", "build", "/tmp", "--name", "x:1", "--file", "no/such/Dockerfile")]
    [InlineData(66, "image", "build", "/tmp", "--name", "x:1", "--secret", "id=a,src=/no/such/file")]
    [InlineData(66, "image", "build", "/tmp", "--name", "x:1", "--secret", "id=a,env=NOT_SET_ANYWHERE")]
    [InlineData(66, "image", "build", "/tmp", "--name", "x:1", "--build-context", "base=/no/such/directory")]
    [InlineData(64, "build-log", "show", "blog", "x")]
    [InlineData(66, "build-log", "show", "blog", "b99")]
    [InlineData(66, "operation", "show", "none")]
    [InlineData(75, "app", "create", "blog", "--cartridge", "web")]
    [InlineData(77, "account", "list")]
    [InlineData(77, "cartridge", "remove", "web:1")]
    public async Task A_mistake_has_its_code_and_its_cause(int code, params string[] arguments)
    {
        var result = await _terminal.RunAsync("dev", arguments);
        result.ExitCode.ShouldBe(code, result.Errors);
        result.Errors.ShouldStartWith("error: ");
        result.Errors.ShouldNotContain("   at ");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_that_is_refused_leaves_what_was_there_and_nothing_else()
    {
        var file = _terminal.File("site.tar", "before");
        var result = await _terminal.RunAsync("dev", "image", "export", "nobody/none:1", "--file", file);
        result.ExitCode.ShouldBe(66, result.Errors);
        (await File.ReadAllTextAsync(file)).ShouldBe("before");
        File.Exists(file + ".part").ShouldBeFalse();
    }

    [Fact]
    public async Task A_build_and_a_rollout_that_fail_are_errors_of_the_data()
    {
        var build = await _terminal.RunAsync("dev", "build", "blog", "--binary", _terminal.File("content", "fail"));
        build.ExitCode.ShouldBe(65, build.Errors);
        build.Errors.ShouldContain("no rule to make target");
        (await _terminal.RunAsync("dev", "build-log", "list", "blog")).Output.ShouldContain("failed");
        (await _terminal.RunAsync("dev", "build-log", "show", "blog")).Output.ShouldContain("assembling fail");
        _terminal.Server.World.Programs = _ => new() { ExitCode = 1 };
        (await _terminal.RunAsync("dev", "env", "set", "blog", "A=1")).ExitCode.ShouldBe(65);
    }

    [Fact]
    public async Task Without_a_server_a_login_or_the_right_token_each_has_its_own_code()
    {
        (await _terminal.WithAsync([], "app", "list")).ExitCode.ShouldBe(78);
        (await _terminal.WithAsync(new() { ["SLIPWAY_URL"] = "http://127.0.0.1:1" }, "app", "list")).ExitCode
            .ShouldBe(69);
        Dictionary<string, string> wrong =
            new() { ["SLIPWAY_URL"] = _terminal.Server.Url, ["SLIPWAY_TOKEN"] = $"slw_{0:x64}" };
        (await _terminal.WithAsync(wrong, "app", "list")).ExitCode.ShouldBe(77);
    }

    [Fact]
    public async Task Who_guesses_is_told_to_wait()
    {
        using var guesser = _terminal.Server.Client();
        for (var guess = 0; guess < 10; guess++)
        {
            guesser.DefaultRequestHeaders.Authorization = new("Bearer", $"slw_{guess:x64}");
            (await guesser.GetAsync(new Uri("server", UriKind.Relative))).Dispose();
        }
        var result = await _terminal.WithAsync(
            new() { ["SLIPWAY_URL"] = _terminal.Server.Url, ["SLIPWAY_TOKEN"] = $"slw_{99:x64}" }, "app", "list");
        result.ExitCode.ShouldBe(73);
        result.Errors.ShouldContain("next:  wait ");
    }
}
