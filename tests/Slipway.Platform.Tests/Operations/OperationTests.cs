using Slipway.Platform.Builds;
using Slipway.Platform.Operations;
using Slipway.Platform.Tests.World;
using Slipway.Storage.InMemory;

namespace Slipway.Platform.Tests.Operations;

public sealed class OperationTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Of_pushes_that_wait_only_the_latest_is_built()
    {
        var application = await _world.CreateAsync("blog");
        var gate = new TaskCompletionSource();
        _world.Builder.Hold = (_, cancel) => gate.Task.WaitAsync(cancel);
        var first = await _world.PushAsync(application, "one");
        await RunsAsync(first);
        var second = await _world.PushAsync(application, "two");
        var third = await _world.PushAsync(application, "three");
        gate.SetResult();

        await _world.EndAsync(first, OperationState.Done);
        (await _world.EndAsync(second, OperationState.Superseded)).Outcome.ShouldNotBeNull().ShouldContain(_world.Repositories.Commit("three")[..7]);
        await _world.EndAsync(third, OperationState.Done);
        _world.Builder.Builds.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Applications_do_not_wait_for_each_other()
    {
        var (slow, quick) = (await _world.CreateAsync("slow"), await _world.CreateAsync("quick"));
        var gate = new TaskCompletionSource();
        _world.Builder.Hold = (build, cancel) => build.Reference.Contains("slow") ? gate.Task.WaitAsync(cancel) : Task.CompletedTask;
        var held = await _world.PushAsync(slow, "one");
        await Eventually.IsAsync(() => Task.FromResult(_world.Builder.Builds.Last().Reference.Contains("slow")), "the slow one builds");

        await _world.EndAsync(await _world.PushAsync(quick, "one"), OperationState.Done);

        (await _world.Broker.Operations.FindAsync(held.Id, default))!.State.ShouldBe(OperationState.Running);
        gate.SetResult();
        await _world.EndAsync(held, OperationState.Done);
    }

    [Fact]
    public async Task A_cancelled_build_ends_and_the_release_serves_on()
    {
        var application = await _world.CreateAsync("blog");
        _world.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var operation = await _world.PushAsync(application, "one");
        await RunsAsync(operation);

        _world.Broker.Operations.Cancel(operation.Id).ShouldBeTrue();

        (await _world.EndAsync(operation, OperationState.Failed)).Error.ShouldBe(PlatformError.Cancelled);
        (await _world.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_build_that_never_ends_is_ended_by_its_limit()
    {
        var application = await _world.CreateAsync("blog");
        _world.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);

        var operation = await _world.Broker.Builds.StartAsync(
            application, new SourceInput(SourceKind.Commit, _world.Repositories.Commit("one")), new BuildOptions { Timeout = TimeSpan.FromMilliseconds(50) }, "alice", default);

        var ended = await _world.EndAsync(operation, OperationState.Failed);
        ended.Error.ShouldBe(PlatformError.BuildFailed);
        ended.Cause.ShouldNotBeNull().ShouldContain("did not end within");
    }

    [Fact]
    public async Task An_operation_that_cannot_be_recorded_waits_and_ends_when_it_can()
    {
        var stores = InMemoryStores.Create();
        var full = new FullOperationStore(stores.Operations);
        await using var world = new PlatformWorld(stores with { Operations = full });
        await world.StartAsync();
        await world.AddCartridgesAsync();
        var application = await world.CreateAsync("blog");
        world.Builder.Hold = (_, _) =>
        {
            full.IsFull = true;
            return Task.CompletedTask;
        };
        var operation = await world.PushAsync(application, "one");
        await Eventually.IsAsync(() => Task.FromResult(full.Refusals > 2), "it is tried again");
        world.Builder.Hold = (_, _) => Task.CompletedTask;
        full.IsFull = false;
        await world.EndAsync(operation, OperationState.Done);
        world.Reports.ShouldContain(line => line.Contains(operation.Id) && line.Contains("no space left"));
        (await world.FindAsync("blog")).Release.ShouldBe(2);
    }

    [Fact]
    public async Task Watchers_see_steps_log_and_outcome_live_and_later()
    {
        var application = await _world.CreateAsync("blog");
        var gate = new TaskCompletionSource();
        _world.Builder.Hold = (_, cancel) => gate.Task.WaitAsync(cancel);
        var operation = await _world.PushAsync(application, "one");

        var live = new List<OperationEvent>();
        await foreach (var item in _world.Broker.Operations.WatchAsync(operation.Id, 0, TestContext.Current.CancellationToken))
        {
            live.Add(item);
            if (item.Kind == OperationEventKind.Log)
                gate.TrySetResult();
        }

        live.Select(item => item.Sequence).ShouldBeInOrder();
        live.Where(item => item.Kind == OperationEventKind.Step).Select(item => item.Text)
            .ShouldBe(["environment", "source", "build", "artifact", "release", "rollout", "adopt", "retire"]);
        live.ShouldContain(item => item.Kind == OperationEventKind.Log && item.Text == "assembling one");
        live[^1].Kind.ShouldBe(OperationEventKind.End);
        await _world.EndAsync(operation, OperationState.Done);
        var later = new List<OperationEvent>();
        await foreach (var item in _world.Broker.Operations.WatchAsync(operation.Id, live[2].Sequence, TestContext.Current.CancellationToken))
            later.Add(item);
        later.Select(item => (item.Sequence, item.Text)).ShouldBe(live.Skip(3).Select(item => (item.Sequence, item.Text)));
    }

    [Fact]
    public async Task Build_secrets_leave_the_record_when_the_operation_ends()
    {
        const string sentinel = "s3cr3t-sentinel";
        var application = await _world.CreateAsync("blog");
        var operation = await _world.Broker.Builds.StartAsync(application, new SourceInput(SourceKind.Commit, _world.Repositories.Commit("one")),
            new BuildOptions
            {
                Environment = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("TOKEN", sentinel),
                Secrets = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("npmrc", sentinel),
            }, "alice", default);

        var ended = await _world.EndAsync(operation, OperationState.Done);

        _world.Builder.Builds.Last().Options.Secrets["npmrc"].ShouldBe(sentinel);
        System.Text.Json.JsonSerializer.Serialize(ended).ShouldNotContain(sentinel);
        ended.ToString().ShouldNotContain(sentinel);
        foreach (var file in Directory.EnumerateFiles(_world.Directory, "*", SearchOption.AllDirectories))
            (await File.ReadAllTextAsync(file)).ShouldNotContain(sentinel);
    }

    private Task RunsAsync(Operation operation) => Eventually.IsAsync(
        async () => (await _world.Broker.Operations.FindAsync(operation.Id, default))!.Step == "build", "the build runs");
}
