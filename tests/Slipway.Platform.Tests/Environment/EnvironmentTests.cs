using Slipway.Platform.Composition;
using Slipway.Platform.Environment;
using Slipway.Platform.Operations;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Environment;

public sealed class EnvironmentTests : WorldTests
{
    [Fact]
    public async Task A_change_makes_a_release_without_a_build_and_reaches_the_new_gear()
    {
        var application = await World.CreateAsync("blog");
        var builds = World.Builder.Builds.Count;

        await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"));

        World.Builder.Builds.Count.ShouldBe(builds);
        World.Engine.SpecOf((await World.RunningAsync())[0].Id).Environment.ShouldContain("COLOR=red");
        (await World.Broker.Releases.FindAsync(application, 2, default))!.Reason.ShouldBe("set COLOR");
        (await World.Broker.Releases.ExportEnvironmentAsync(await World.FindAsync("blog"), default))
            .ShouldContainKeyAndValue("COLOR", "red");
    }

    [Fact]
    public async Task The_same_values_again_change_nothing()
    {
        await World.CreateAsync("blog");
        await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"));
        var starts = World.Engine.Starts;

        (await ChangeAsync("blog", OperationState.Done, ("COLOR", "red"))).Outcome
            .ShouldNotBeNull().ShouldContain("nothing changed");

        World.Engine.Starts.ShouldBe(starts);
    }

    [Fact]
    public async Task A_change_that_the_application_does_not_survive_is_taken_back()
    {
        var application = await World.CreateAsync("blog");
        World.Programs = spec =>
            spec.Environment.Contains("COLOR=broken") ? new() { ExitCode = 1 } : new() { Ports = [World.Port] };

        await ChangeAsync("blog", OperationState.Failed, ("COLOR", "broken"));

        (await World.Broker.Environment.ListAsync(application, default)).ShouldBeEmpty();
        (await World.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_first_release_that_failed_for_want_of_a_variable_comes_to_life_with_it()
    {
        World.Programs = spec =>
            spec.Environment.Contains("KEY=right") ? new() { Ports = [World.Port] } : new() { ExitCode = 1 };
        var application = await World.CreateAsync("blog", empty: true);
        await World.EndAsync(await World.PushAsync(application, "one"), OperationState.Failed);

        await ChangeAsync("blog", OperationState.Done, ("KEY", "right"));

        (await World.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task A_generated_value_is_made_once_and_kept()
    {
        var application = await World.CreateAsync("store", "db:1");
        var password = (await World.Broker.Environment.ListAsync(application, default)).ShouldHaveSingleItem();
        (password.Name, password.Origin, password.Value.Length).ShouldBe(("DB_PASSWORD", VariableOrigin.Cartridge, 32));

        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);

        (await World.Broker.Environment.ListAsync(application, default)).ShouldHaveSingleItem().Value
            .ShouldBe(password.Value);
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
        var application = await World.CreateAsync("blog", empty: true);
        (await Should.ThrowAsync<SlipwayException>(() => World.Broker.Environment.ChangeAsync(
            application, new Dictionary<string, string?> { [name] = value }, "alice",
            default))).Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public void A_refusal_of_a_long_value_does_not_show_it()
    {
        var value = new string('s', EnvironmentRules.MaxValueLength + 1);
        Should.Throw<SlipwayException>(() => EnvironmentRules.RequireChange(
            new Dictionary<string, string?> { ["A"] = value })).Message.ShouldNotContain("ssss");
    }

    private async Task<Operation> ChangeAsync(
        string name, OperationState end, params (string Name, string? Value)[] change) => await World.EndAsync(
            await World.Broker.Environment.ChangeAsync(await World.FindAsync(name),
                change.ToDictionary(item => item.Name, item => item.Value), "alice", default), end);
}
