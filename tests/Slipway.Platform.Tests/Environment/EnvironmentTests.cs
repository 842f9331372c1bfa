using Slipway.Platform.Environment;
using Slipway.Platform.Operations;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Environment;

public sealed class EnvironmentTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_change_makes_a_release_without_a_build_and_reaches_the_new_gear()
    {
        var application = await _world.CreateAsync("blog");
        var builds = _world.Builder.Builds.Count;

        await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"));

        _world.Builder.Builds.Count.ShouldBe(builds);
        _world.Engine.SpecOf((await _world.RunningAsync())[0].Id).Environment.ShouldContain("COLOR=red");
        (await _world.Broker.Releases.FindAsync(application, 2, default))!.Reason.ShouldBe("set COLOR");
        (await _world.Broker.Environment.ExportAsync(await _world.FindAsync("blog"), default)).ShouldContainKeyAndValue("COLOR", "red");
    }

    [Fact]
    public async Task The_same_values_again_change_nothing()
    {
        await _world.CreateAsync("blog");
        await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"));
        var starts = _world.Engine.Starts;

        (await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"))).Outcome.ShouldNotBeNull().ShouldContain("nothing changed");

        _world.Engine.Starts.ShouldBe(starts);
    }

    [Fact]
    public async Task A_change_that_the_application_does_not_survive_is_taken_back()
    {
        var application = await _world.CreateAsync("blog");
        _world.Programs = spec => spec.Environment.Contains("COLOR=broken") ? new() { ExitCode = 1 } : new() { Ports = [_world.Port] };

        await ChangeAsync("blog", OperationState.Failed, ("COLOR", "broken"));

        (await _world.Broker.Environment.ListAsync(application, default)).ShouldBeEmpty();
        (await _world.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_first_release_that_failed_for_want_of_a_variable_comes_to_life_with_it()
    {
        _world.Programs = spec => spec.Environment.Contains("KEY=right") ? new() { Ports = [_world.Port] } : new() { ExitCode = 1 };
        var application = await _world.CreateAsync("blog", empty: true);
        await _world.EndAsync(await _world.PushAsync(application, "one"), OperationState.Failed);

        await ChangeAsync("blog", OperationState.Done, ("KEY", "right"));

        (await _world.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_generated_value_is_made_once_and_kept()
    {
        var application = await _world.CreateAsync("store", "db:1");
        var password = (await _world.Broker.Environment.ListAsync(application, default)).ShouldHaveSingleItem();
        (password.Name, password.Origin, password.Value.Length).ShouldBe(("DB_PASSWORD", VariableOrigin.Cartridge, 32));

        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);

        (await _world.Broker.Environment.ListAsync(application, default)).ShouldHaveSingleItem().Value.ShouldBe(password.Value);
        password.ToString().ShouldNotContain(password.Value);
    }

    [Theory]
    [InlineData("lower", "x")]
    [InlineData("1ST", "x")]
    [InlineData("A-B", "x")]
    [InlineData("", "x")]
    [InlineData("SLIPWAY_GEAR", "x")]
    [InlineData("NUL", "a\0b")]
    public async Task Bad_variables_are_refused(string name, string value)
    {
        var application = await _world.CreateAsync("blog", empty: true);
        (await Should.ThrowAsync<PlatformException>(() => _world.Broker.Environment.ChangeAsync(
            application, new Dictionary<string, string?> { [name] = value }, "alice", default))).Error.ShouldBe(PlatformError.Invalid);
    }

    [Fact]
    public void A_refusal_of_a_long_value_does_not_show_it()
    {
        var value = new string('s', EnvironmentRules.LongestValue + 1);
        Should.Throw<PlatformException>(() => EnvironmentRules.RequireChange(new Dictionary<string, string?> { ["A"] = value })).Message.ShouldNotContain("ssss");
    }

    private async Task<Operation> ChangeAsync(string name, OperationState end, params (string Name, string? Value)[] change) => await _world.EndAsync(
        await _world.Broker.Environment.ChangeAsync(await _world.FindAsync(name), change.ToDictionary(item => item.Name, item => item.Value), "alice", default), end);
}
