using System.Collections.Immutable;
using System.Text;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Platform.Sealing;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Builds;

public sealed class PrivateInputTests : WorldTests
{
    private const string Sentinel = "s3cr3t-sentinel";

    [Fact]
    public async Task What_one_build_is_given_reaches_it_and_is_in_no_record_while_it_runs_or_later()
    {
        var application = await World.CreateAsync("blog");
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        World.Builder.Hold = (_, cancel) => { arrived.TrySetResult(); return go.Task.WaitAsync(cancel); };
        var operation = await BuildAsync(application, Inputs(("TOKEN", Sentinel), ("npmrc", Sentinel)));
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        ShouldNotTell((await World.Broker.Operations.FindAsync(operation.Id, default))!);
        go.SetResult();
        var ended = await World.EndAsync(operation, OperationState.Done);

        var build = World.Builder.Builds.Last();
        (build.Inputs.Environment["TOKEN"], Encoding.UTF8.GetString(build.Inputs.Secrets["npmrc"].Span))
            .ShouldBe((Sentinel, Sentinel));
        ShouldNotTell(ended);
        ended.Request.ShouldBeOfType<BuildSource>().PrivateInputs.ShouldBeNull("nothing is kept of it, sealed or not");
        foreach (var file in Directory.EnumerateFiles(World.Directory, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).ShouldNotContain(Sentinel);
    }

    [Fact]
    public async Task What_an_application_is_given_reaches_every_push_from_then_on()
    {
        var application = await World.CreateAsync("blog");
        await World.Broker.PrivateInputs.ChangeVariablesAsync(application,
            new Dictionary<string, string?> { ["npm_config_registry"] = Sentinel, ["OTHER"] = "x" }, default);
        await World.Broker.PrivateInputs.ChangeSecretsAsync(
            application, new Dictionary<string, byte[]?> { ["npmrc"] = [0, 255, 1] }, default);

        await World.EndAsync(await World.PushAsync(application, "one"), OperationState.Done);
        World.Builder.Builds.Last().Inputs.Environment["npm_config_registry"].ShouldBe(Sentinel);
        World.Builder.Builds.Last().Inputs.Secrets["npmrc"].ToArray().ShouldBe([0, 255, 1]);

        await World.Broker.PrivateInputs.ChangeVariablesAsync(
            application, new Dictionary<string, string?> { ["npm_config_registry"] = null }, default);
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        World.Builder.Builds.Last().Inputs.Environment.Keys.ShouldBe(["OTHER"]);
        var stored = await World.Stores.PrivateInputs.ListPrivateInputsAsync(application.Id, default);
        System.Text.Json.JsonSerializer.Serialize(stored).ShouldNotContain(Sentinel);
        (await World.Broker.PrivateInputs.ListAsync(application, PrivateInputKind.Secret, default))
            .ShouldHaveSingleItem().Name.ShouldBe("npmrc");
        (await World.Broker.Environment.ListAsync(application, default)).ShouldBeEmpty("gears have none of it");
    }

    [Fact]
    public async Task A_build_of_its_own_inputs_has_those_of_the_application_below_them()
    {
        var application = await World.CreateAsync("blog");
        await World.Broker.PrivateInputs.ChangeVariablesAsync(
            application, new Dictionary<string, string?> { ["A"] = "application", ["B"] = "application" }, default);

        await World.EndAsync(await BuildAsync(application, Inputs(("B", "build"))), OperationState.Done);

        World.Builder.Builds.Last().Inputs.Environment
            .ShouldBe(new Dictionary<string, string> { ["A"] = "application", ["B"] = "build" });
    }

    [Fact]
    public async Task A_server_that_lost_its_key_says_so_and_new_values_mend_it()
    {
        var application = await World.CreateAsync("blog");
        await World.Broker.PrivateInputs.ChangeVariablesAsync(
            application, new Dictionary<string, string?> { ["A"] = "one" }, default);
        World.Sealing = new SealingKey(new byte[SealingKey.Length]);
        await World.StartAsync();

        var ended = await World.EndAsync(await World.PushAsync(application, "one"), OperationState.Failed);
        (ended.Cause + ended.NextStep).ShouldContain("secrets.key");

        await World.Broker.PrivateInputs.ChangeVariablesAsync(
            application, new Dictionary<string, string?> { ["A"] = "two" }, default);
        await World.EndAsync(await World.PushAsync(application, "two"), OperationState.Done);
        World.Builder.Builds.Last().Inputs.Environment["A"].ShouldBe("two");
    }

    [Theory]
    [InlineData("1ST", "x")]
    [InlineData("A-B", "x")]
    [InlineData("", "x")]
    [InlineData("SLIPWAY_GEAR", "x")]
    [InlineData("NUL", "a\0b")]
    public async Task Bad_variables_are_refused(string name, string value)
    {
        var application = await World.CreateAsync("blog", empty: true);
        var refusal = await Should.ThrowAsync<SlipwayException>(() => World.Broker.PrivateInputs.ChangeVariablesAsync(
            application, new Dictionary<string, string?> { [name] = value }, default));
        refusal.Code.ShouldBe(ErrorCode.Invalid);
        await Should.ThrowAsync<SlipwayException>(() => BuildAsync(application, Inputs((name, value))));
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Secrets_whose_names_are_paths_are_refused(string name)
    {
        var application = await World.CreateAsync("blog", empty: true);
        (await Should.ThrowAsync<SlipwayException>(() => World.Broker.PrivateInputs.ChangeSecretsAsync(
            application, new Dictionary<string, byte[]?> { [name] = [1] },
            default))).Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task More_than_a_megabyte_of_secrets_is_refused_however_it_is_cut()
    {
        var application = await World.CreateAsync("blog", empty: true);
        await World.Broker.PrivateInputs.ChangeSecretsAsync(application,
            new Dictionary<string, byte[]?> { ["one"] = new byte[PrivateInputRules.MaxBytes - 10] }, default);
        (await Should.ThrowAsync<SlipwayException>(() => World.Broker.PrivateInputs.ChangeSecretsAsync(
            application, new Dictionary<string, byte[]?> { ["two"] = new byte[11] },
            default))).Code.ShouldBe(ErrorCode.LimitReached);
        await World.Broker.PrivateInputs.ChangeSecretsAsync(
            application, new Dictionary<string, byte[]?> { ["one"] = new byte[20], ["two"] = new byte[11] }, default);
    }

    [Fact]
    public async Task An_upload_that_is_not_built_is_not_kept()
    {
        var application = await World.CreateAsync("blog", empty: true);
        var upload = new SourceUpload(new MemoryStream([1, 2, 3]), UploadForm.File, "program");
        await Should.ThrowAsync<SlipwayException>(() => World.Broker.Builds.UploadAsync(
            application, upload, new BuildOptions { Cartridge = "no-such-cartridge" },
            PrivateInputs.None, "alice", default));
        Directory.EnumerateFileSystemEntries(Path.Combine(World.Directory, "run", "uploads")).ShouldBeEmpty();
    }

    private async Task<Operation> BuildAsync(Application application, PrivateInputs inputs) =>
        await World.Broker.Builds.StartAsync(
            application, new SourceInput(SourceKind.Commit, World.Repositories.Commit("one")), new BuildOptions(),
            inputs, "alice", default);

    /// <summary>What is called npmrc is a secret, all else a variable.</summary>
    private static PrivateInputs Inputs(params (string Name, string Value)[] inputs) => new()
    {
        Environment = inputs.Where(input => input.Name != "npmrc")
            .ToImmutableSortedDictionary(input => input.Name, input => input.Value),
        Secrets = inputs.Where(input => input.Name == "npmrc").ToImmutableSortedDictionary(input => input.Name,
            input => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(input.Value)),
    };

    private static void ShouldNotTell(Operation operation)
    {
        System.Text.Json.JsonSerializer.Serialize(operation).ShouldNotContain(Sentinel);
        operation.ToString().ShouldNotContain(Sentinel);
    }
}
