namespace Slipway.Factory.Pipeline;

/// <summary>Executes a schedule, several images in parallel.</summary>
internal sealed class ParallelBuilder(Schedule schedule, ImageJob work)
{
    public async Task RunAsync(int workers, CancellationToken cancel)
    {
        var running = new Dictionary<Task<ImageState>, string>();
        try
        {
            while (true)
            {
                while (running.Count < workers && schedule.Next() is { } image)
                    running.Add(Task.Run(() => work.RunAsync(image, cancel), CancellationToken.None), image);
                if (running.Count == 0)
                    return;
                var ended = await Task.WhenAny(running.Keys);
                running.Remove(ended, out var made);
                foreach (var blocked in schedule.End(made!, await ended))
                    await work.BlockAsync(blocked, made!);
            }
        }
        finally
        {
            // When the run ends, for whatever reason, no work continues.
            await Task.WhenAll(running.Keys.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
