using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing.Stores;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Operations;

public sealed class OperationTests : WorldTests
{
    [Fact]
    public async Task Of_pushes_that_wait_only_the_latest_is_built()
    {
        var application = await World.CreateAsync("blog");
        var gate = new TaskCompletionSource();
        World.Builder.Hold = (_, cancel) => gate.Task.WaitAsync(cancel);
        var first = await World.PushAsync(application, "one");
        await RunsAsync(first);
        var second = await World.PushAsync(application, "two");
        var third = await World.PushAsync(application, "three");
        gate.SetResult();

        await World.EndAsync(first, OperationState.Done);
        (await World.EndAsync(second, OperationState.Superseded)).Outcome
            .ShouldNotBeNull().ShouldContain(World.Repositories.Commit("three")[..7]);
        await World.EndAsync(third, OperationState.Done);
        World.Builder.Builds.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Applications_do_not_wait_for_each_other()
    {
        var (slow, quick) = (await World.CreateAsync("slow"), await World.CreateAsync("quick"));
        var gate = new TaskCompletionSource();
        World.Builder.Hold = (build, cancel) =>
            build.Reference.Contains("slow") ? gate.Task.WaitAsync(cancel) : Task.CompletedTask;
        var held = await World.PushAsync(slow, "one");
        await Eventually.IsAsync(
            () => Task.FromResult(World.Builder.Builds.Last().Reference.Contains("slow")), "the slow one builds");

        await World.EndAsync(await World.PushAsync(quick, "one"), OperationState.Done);

        (await World.Broker.Operations.FindAsync(held.Id, default))!.State.ShouldBe(OperationState.Running);
        gate.SetResult();
        await World.EndAsync(held, OperationState.Done);
    }

    [Fact]
    public async Task A_cancelled_build_ends_and_the_release_serves_on()
    {
        var application = await World.CreateAsync("blog");
        World.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var operation = await World.PushAsync(application, "one");
        await RunsAsync(operation);

        World.Broker.Operations.Cancel(operation.Id).ShouldBeTrue();

        (await World.EndAsync(operation, OperationState.Failed)).Error.ShouldBe(ErrorCode.Cancelled);
        (await World.FindAsync("blog")).Release.ShouldBe(1);
    }

    [Fact]
    public async Task A_build_that_never_ends_is_ended_by_its_limit()
    {
        var application = await World.CreateAsync("blog");
        World.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);

        var operation = await World.Broker.Builds.StartAsync(
            application, new SourceInput(SourceKind.Commit, World.Repositories.Commit("one")),
            new BuildOptions { Timeout = TimeSpan.FromMilliseconds(50) }, PrivateInputs.None, "alice", default);

        var ended = await World.EndAsync(operation, OperationState.Failed);
        ended.Error.ShouldBe(ErrorCode.BuildFailed);
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
        var application = await World.CreateAsync("blog");
        var gate = new TaskCompletionSource();
        World.Builder.Hold = (_, cancel) => gate.Task.WaitAsync(cancel);
        var operation = await World.PushAsync(application, "one");

        var live = new List<OperationEvent>();
        await foreach (var item in World.Broker.Operations.WatchAsync(
            operation.Id, 0, TestContext.Current.CancellationToken))
        {
            live.Add(item);
            if (item.Kind == OperationEventKind.Log)
                gate.TrySetResult();
        }

        live.Select(item => item.Sequence).ShouldBeInOrder();
        live.Where(item => item.Kind == OperationEventKind.Step).Select(item => item.Text)
            .ShouldBe(["environment", "source", "build", "artifact", "release", "rollout", "adopt", "prune"]);
        live.ShouldContain(item => item.Kind == OperationEventKind.Log && item.Text == "assembling one");
        live[^1].Kind.ShouldBe(OperationEventKind.End);
        await World.EndAsync(operation, OperationState.Done);
        var later = new List<OperationEvent>();
        await foreach (var item in World.Broker.Operations.WatchAsync(
            operation.Id, live[2].Sequence, TestContext.Current.CancellationToken))
            later.Add(item);
        later.Select(item => (item.Sequence, item.Text))
            .ShouldBe(live.Skip(3).Select(item => (item.Sequence, item.Text)));
    }

    private Task RunsAsync(Operation operation) => Eventually.IsAsync(
        async () => (await World.Broker.Operations.FindAsync(operation.Id, default))!.Step == "build",
        "the build runs");
}
