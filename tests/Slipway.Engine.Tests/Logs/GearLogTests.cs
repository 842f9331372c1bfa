using Slipway.Engine.Embedded;
using Slipway.Engine.Embedded.Gears;
using Slipway.Engine.Embedded.Logs;

namespace Slipway.Engine.Tests.Logs;

public class GearLogTests
{
    [Fact]
    public void Parts_of_a_line_are_put_together_wherever_the_bytes_are_cut()
    {
        var bytes =
            "2026-01-02T03:04:05.123456789+00:00 stdout P one \n2026-01-02T03:04:05.1+00:00 stderr F other\nnonsense\n2026-01-02T03:04:06.5+00:00 stdout F two\n"u8
                .ToArray();
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            var parser = new LogParser();
            LogLine[] lines = [.. parser.Feed(bytes.AsMemory(0, cut)), .. parser.Feed(bytes.AsMemory(cut))];
            lines.Select(l => (l.Stream, l.Text)).ShouldBe([(LogStream.Error, "other"), (LogStream.Output, "one two")]);
            lines[1].Time.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 6, 500, TimeSpan.Zero));
        }
    }

    [Fact]
    public void A_line_without_end_is_cut()
    {
        var parser = new LogParser();
        var lines = Enumerable.Range(0, 100)
            .SelectMany(_ => parser.Feed(System.Text.Encoding.ASCII.GetBytes(
                $"2026-01-02T03:04:05+00:00 stdout P {new string('x', 8192)}\n"))).ToList();
        lines.Count.ShouldBeGreaterThan(5);
        lines.ShouldAllBe(l => l.Text.Length <= 80_000);
    }

    [Fact]
    public async Task Following_loses_no_line_over_many_rotations_and_the_files_stay_few()
    {
        const int count = 3000;
        await using var test = await TestEngine.OpenAsync(o => o with { RotatedLogs = 20 });
        await test.Engine.StartAsync(test.Spec("writer", "/bin/sh", "-c", $"sleep 0.3; i=0; while [ $i -lt {count} " +
            "]; do echo line-$i; i=$((i+1)); [ $((i%50)) = 0 ] && sleep 0.02; done"), default);
        var directory = new GearDirectory(test.Host.Run, "writer");
        using var done = new CancellationTokenSource();
        var rotating = RotateAsync(directory, test.Host.Options with { LogSize = 8192 }, done.Token);
        var lines = await test.Engine.LogsAsync("writer", null, follow: true, default)
            .Select(l => l.Text).ToListAsync();
        await done.CancelAsync();
        (await rotating).ShouldBeGreaterThan(3);
        lines.ShouldBe([.. Enumerable.Range(0, count).Select(i => $"line-{i}")]);
        Directory.GetFiles(directory.Path, "log*").Length.ShouldBeLessThanOrEqualTo(21);
    }

    private static async Task<int> RotateAsync(
        GearDirectory gear, EmbeddedEngineOptions options, CancellationToken cancel)
    {
        var rotations = 0;
        while (!cancel.IsCancellationRequested)
        {
            if (new FileInfo(gear.Log) is { Exists: true, Length: > 8192 })
            {
                LogRotation.Rotate(gear, options);
                rotations++;
                await Wait.UntilAsync(() => Task.FromResult(File.Exists(gear.Log) || cancel.IsCancellationRequested));
            }
            await Task.Delay(60, CancellationToken.None);
        }
        return rotations;
    }
}
