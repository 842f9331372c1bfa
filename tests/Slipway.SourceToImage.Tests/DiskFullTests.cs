using Slipway.Build.Cache;
using Slipway.Dockerfiles;
using Slipway.Engine;
using Slipway.Linux.Processes;
using Slipway.Oci;
using Slipway.Registry.Content;
using Slipway.SourceToImage;
using Slipway.Testing.Builds;
using Slipway.Testing.Stores;

namespace Slipway.SourceToImage.Tests;

/// <summary>
/// A data directory on a disk of a few megabytes: what needs more ends with a reason, and the rest goes on.
/// </summary>
public sealed class DiskFullTests : IAsyncLifetime
{
    private const string DiskIsFull = "the server's disk is full";
    private readonly BuildMachine _machine = new() { DiskSize = 48 << 20 };

    public ValueTask InitializeAsync() => _machine.InitializeAsync();

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_step_that_finds_no_room_says_so_and_leaves_room_for_the_next_build()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN dd if=/dev/zero of=/big bs=64k count=2000", "true");
        var failure = await Should.ThrowAsync<DockerfileException>(() => _machine.BuildAsync(context.Build()));
        (failure.Code, failure.Message).ShouldBe((ErrorCode.EngineExhausted, $"line 2: {DiskIsFull}"));
        failure.NextStep.ShouldNotBeNull().ShouldContain("free space");
        failure.Line.ShouldBe(2);
        failure.LastLines.ShouldContain(line => line.Contains("No space left on device"));
        await EverythingGoesOnAsync();
    }

    [Fact]
    public async Task A_layer_that_finds_no_room_says_so_and_leaves_room_for_the_next_build()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN dd if=/dev/urandom of=/big bs=64k count=400", "true");
        var failure = await Should.ThrowAsync<SlipwayException>(() => _machine.BuildAsync(context.Build()));
        (failure.Code, failure.Message).ShouldBe((ErrorCode.EngineExhausted, DiskIsFull));
        failure.NextStep.ShouldNotBeNull().ShouldContain("free space");
        await EverythingGoesOnAsync();
    }

    [Fact]
    public async Task What_is_there_runs_while_the_disk_is_full_and_builds_go_on_when_it_is_not()
    {
        var image = (await _machine.Images.FindAsync(ImageReference.Parse("busybox:1"), default))!;
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN echo made > /made\nCOPY f /f", "echo f > f");
        var filler = _machine.Disk.Fill();
        var failure = await Should.ThrowAsync<Exception>(() => _machine.BuildAsync(context.Build()));
        failure.Message.ShouldContain(DiskIsFull);
        (await _machine.Images.FindAsync(ImageReference.Parse("busybox:1"), default)).ShouldNotBeNull().Digest
            .ShouldBe(image.Digest);
        File.Delete(filler);
        await EverythingGoesOnAsync();
    }

    [Fact]
    public async Task A_source_build_says_so_as_well()
    {
        var builder = new SourceBuilder(_machine.Engine, _machine.Content, _machine.Images,
            new BuildCache(new InMemoryCacheIndex(), _machine.Content, TimeProvider.System),
            SourceBuilderOptions.Open(Path.Combine(_machine.DataDirectory, "source-builds"),
                Path.Combine(_machine.DataDirectory, "build-key")), TimeProvider.System);
        using var source = await ContextDirectory.MakeAsync(
            "FROM none", "mkdir -p .s2i/bin; printf '#!/bin/sh\\ndd if=/dev/zero of=/tmp/big bs=64k count=2000\\n' > " +
                ".s2i/bin/assemble; cp .s2i/bin/assemble .s2i/bin/run; chmod +x .s2i/bin/*");
        var build = new SourceBuild
        {
            Builder = (await _machine.Images.FindAsync(ImageReference.Parse("busybox:1"), default))!,
            Source = new SourceContent.Tree(source.Path),
            Output = ImageReference.Parse("demo/full:b1"),
        };
        var failure = await Should.ThrowAsync<SourceBuildException>(
            () => builder.BuildAsync(build, _ => ValueTask.CompletedTask, default));
        failure.Code.ShouldBe(ErrorCode.EngineExhausted, failure.Message);
        failure.Message.ShouldContain(DiskIsFull);
        failure.NextStep.ShouldNotBeNull().ShouldContain("free space");
        await EverythingGoesOnAsync();
    }

    /// <summary>What a failed build wrote goes in the background.</summary>
    private async Task EverythingGoesOnAsync()
    {
        using var context = await ContextDirectory.MakeAsync(
            "FROM busybox:1\nRUN dd if=/dev/urandom of=/small bs=64k count=40 && echo built > /built", "true");
        (await Polling.UntilAsync(
            () => new DriveInfo(_machine.DataDirectory).AvailableFreeSpace >= 12 << 20, TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBeTrue();
        await _machine.Content.CollectAsync(default);
        var (image, _) = await _machine.BuildAsync(context.Build());
        (await _machine.RunAsync(image, "cat", "/built")).ShouldBe("built");
    }
}
