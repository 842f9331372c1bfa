using Slipway.Platform.Builds;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Builds;

public sealed class LostPushTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.AddCartridgesAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_head_that_no_operation_was_made_for_is_built_by_the_next_server(bool empty)
    {
        var application = await _world.CreateAsync("blog", empty: empty);
        var lost = _world.Repositories.Heads[application.Id] = _world.Repositories.Commit("lost");
        await _world.StartAsync();
        var operation = (await _world.Broker.Operations.ListAsync(application.Id, 1, default)).Single();
        operation.Commit.ShouldBe(lost);
        await _world.EndAsync(operation, OperationState.Done);
        _world.Builder.Builds.Last().Origin!.Commit.ShouldBe(lost);
        await NothingIsBuiltAsync(application.Id);
    }

    [Fact]
    public async Task An_older_commit_that_was_pushed_again_is_built_again()
    {
        var application = await _world.CreateAsync("blog");
        await _world.EndAsync(await _world.PushAsync(application, "one"), OperationState.Done);
        await _world.EndAsync(await _world.PushAsync(application, "two"), OperationState.Done);
        _world.Repositories.Heads[application.Id] = _world.Repositories.Commit("one");
        await _world.StartAsync();
        await _world.EndAsync(
            (await _world.Broker.Operations.ListAsync(application.Id, 1, default)).Single(), OperationState.Done);
        (await _world.FindAsync("blog")).Release.ShouldBe(4);
    }

    [Fact]
    public async Task A_head_that_did_not_build_or_was_cancelled_is_left_alone()
    {
        var application = await _world.CreateAsync("blog");
        await _world.EndAsync(await _world.PushAsync(application, "fail"), OperationState.Failed);
        await NothingIsBuiltAsync(application.Id);

        _world.Builder.Hold = (_, cancel) => Task.Delay(Timeout.Infinite, cancel);
        var cancelled = await _world.PushAsync(application, "cancelled");
        _world.Broker.Operations.Cancel(cancelled.Id).ShouldBeTrue();
        await _world.EndAsync(cancelled, OperationState.Failed);
        await NothingIsBuiltAsync(application.Id);
    }

    [Fact]
    public async Task A_hundred_other_operations_later_the_head_is_still_known()
    {
        var application = await _world.CreateAsync("blog");
        var artifact = (await _world.Broker.Builds.ListArtifactsAsync(application, default)).Single();
        for (var change = 0; change < 101; change++)
            await _world.EndAsync(await _world.Broker.Environment.ChangeAsync(application,
                new Dictionary<string, string?> { ["A"] = $"{change}" }, "alice", default), OperationState.Done);
        await NothingIsBuiltAsync(application.Id);
        (await _world.Broker.Builds.ListArtifactsAsync(application, default)).Single().ShouldBe(artifact);
    }

    private async Task NothingIsBuiltAsync(string application)
    {
        var before = (await _world.Broker.Operations.ListAsync(application, 500, default))
            .Select(operation => operation.Id);
        await _world.StartAsync();
        (await _world.Broker.Operations.ListAsync(application, 500, default))
            .Select(operation => operation.Id).ShouldBe(before);
    }
}
