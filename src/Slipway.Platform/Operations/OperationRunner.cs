using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Slipway.Platform.Operations;

/// <summary>
/// Carries operations out: one at a time per application, persisted after each step, resumed where they were when the
/// server starts. A failing step is followed by the undoing of those before it, which survives a crash in the same way.
/// </summary>
internal sealed partial class OperationRunner(
    IOperationStore store, IEnumerable<OperationDefinition> definitions, OperationFeeds feeds, TimeProvider time,
    Failpoint failpoint, int parallel, ILogger<OperationRunner> log) : IAsyncDisposable
{
    private static readonly TimeSpan MinBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(30);
    private const int KeptPerApplication = 100;
    private readonly Dictionary<string, OperationDefinition> _definitions =
        definitions.ToDictionary(definition => definition.Kind);
    private readonly OperationQueues _queues = new(parallel);
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = [];
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A simulated crash has ended it.</summary>
    public SimulatedCrashException? Crash { get; private set; }

    public async Task ResumeAsync(CancellationToken cancel)
    {
        foreach (var operation in await store.ListUnfinishedAsync(cancel))
        {
            await feeds.OpenAsync(operation.Id, resumed: true, cancel);
            Enqueue(operation);
        }
    }

    public async Task<Operation> SubmitAsync(Operation operation, CancellationToken cancel)
    {
        await feeds.OpenAsync(operation.Id, resumed: false, cancel);
        await store.AddAsync(operation, cancel);
        Enqueue(operation);
        return operation;
    }

    /// <summary>Waits for the end of an operation.</summary>
    public async Task<Operation> WaitAsync(string id, CancellationToken cancel)
    {
        var ended = _waiting.GetValueOrDefault(id)?.Task ?? Task.CompletedTask;
        await ended.WaitAsync(cancel);
        return await store.FindAsync(id, cancel)
            ?? throw new SlipwayException(ErrorCode.NotFound, $"there is no operation {id}");
    }

    /// <summary>
    /// Ends an operation that waits or runs; what it did is taken back. False when it has ended already.
    /// </summary>
    public bool Cancel(string id)
    {
        if (!_running.TryGetValue(id, out var source))
            return false;
        source.Cancel();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _queues.IdleAsync();
        _queues.Dispose();
        _stop.Dispose();
    }

    private void Enqueue(Operation operation)
    {
        _waiting[operation.Id] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _running[operation.Id] = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _queues.Enqueue(operation.Application, () => RunAsync(operation));
    }

    /// <summary>Whatever part logs while it runs: the line has the operation and its application.</summary>
    private async Task RunAsync(Operation operation)
    {
        using (log.BeginScope(new[]
        {
            KeyValuePair.Create<string, object?>("operation", operation.Id),
            KeyValuePair.Create<string, object?>("application", operation.Subject),
        }))
            await RunAsync(operation.Id);
    }

    private async Task RunAsync(string id)
    {
        if (_stop.IsCancellationRequested)
            return;
        try
        {
            for (var pause = MinBackoff; !await TryAsync(id); pause = pause * 2 < MaxBackoff ? pause * 2 : MaxBackoff)
                await Task.Delay(pause, time, _stop.Token);
            // Whoever has waited for the end finds that there is nothing left to cancel.
            Release(id);
            _waiting[id].TrySetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            _waiting[id].TrySetCanceled();
        }
        catch (SimulatedCrashException crash)
        {
            Crash = crash;
            await _stop.CancelAsync();
            _waiting[id].TrySetException(crash);
        }
        catch (Exception e)
        {
            // Whatever goes wrong while the server stops: the next one resumes it.
            LogAbandoned(id, e);
            _waiting[id].TrySetException(e);
        }
        finally
        {
            _waiting.TryRemove(id, out _);
            Release(id);
        }
    }

    private void Release(string id)
    {
        if (_running.TryRemove(id, out var source))
            source.Dispose();
    }

    /// <returns>
    /// False: the store itself failed, on a full disk perhaps. The record stays as it is, and is resumed
    /// where it stands.
    /// </returns>
    private async Task<bool> TryAsync(string id)
    {
        try
        {
            var operation = await store.FindAsync(id, _stop.Token);
            if (operation is { Ends: false })
                await ExecuteAsync(
                    new OperationContext(operation, store, feeds.Get(id), failpoint, log, _stop.Token),
                    _running[id].Token);
            return true;
        }
        catch (Exception e) when (e is not SimulatedCrashException && !_stop.IsCancellationRequested)
        {
            var failure = Failure.Of(e);
            LogUnrecorded(id, failure.Cause, failure.Unexpected);
            return false;
        }
    }

    private async Task ExecuteAsync(OperationContext run, CancellationToken cancel)
    {
        if (run.Operation.State == OperationState.Queued && await SupersededByAsync(run.Operation) is { } reason)
        {
            await EndAsync(run, OperationState.Superseded, $"superseded by {reason}");
            return;
        }
        if (run.Operation.State == OperationState.Queued)
            await run.SaveAsync(operation =>
                operation with { State = OperationState.Running, Started = time.GetUtcNow() }, _stop.Token);
        var steps = _definitions[run.Operation.Kind].Steps;
        if (run.Operation.State == OperationState.Running && await RunStepsAsync(run, steps, cancel))
        {
            await EndAsync(run, OperationState.Done, run.Operation.Outcome ?? "done");
            return;
        }
        await UndoStepsAsync(run, steps);
        await EndAsync(run, OperationState.Failed, run.Operation.Cause ?? "failed");
    }

    private async Task<bool> RunStepsAsync(
        OperationContext run, IReadOnlyList<OperationStep> steps, CancellationToken cancel)
    {
        foreach (var step in steps.Where(step => !run.Operation.Finished.Contains(step.Name)))
        {
            if (step.When?.Invoke(run) == false)
                continue;
            await run.SaveAsync(operation => operation with { Step = step.Name }, _stop.Token);
            await run.EmitAsync(OperationEventKind.Step, step.Name, _stop.Token);
            run.ReachFailpoint(step.Name);
            try
            {
                cancel.ThrowIfCancellationRequested();
                await step.Run(run, cancel);
            }
            catch (Exception e) when (e is not SimulatedCrashException && !_stop.IsCancellationRequested)
            {
                await FailAsync(run, step, Failure.Of(e));
                return false;
            }
            await run.SaveAsync(
                operation => operation with { Finished = operation.Finished.Add(step.Name), Step = null }, _stop.Token);
            await run.FlushAsync(_stop.Token);
            run.ReachFailpoint(step.Name + ":done");
        }
        return true;
    }

    private async Task FailAsync(OperationContext run, OperationStep step, Failure failure)
    {
        LogFailed(
            failure.LogLevel, run.Operation.Id, run.Operation.Subject, step.Name, failure.Cause, failure.Unexpected);
        await run.SaveAsync(operation => operation with
        {
            State = OperationState.Undoing, Cause = failure.Cause,
            NextStep = failure.NextStep, Error = failure.Error,
        }, _stop.Token);
        run.ReachFailpoint(step.Name + ":failed");
    }

    private async Task UndoStepsAsync(OperationContext run, IReadOnlyList<OperationStep> steps)
    {
        var touched = steps
            .Where(step => run.Operation.Finished.Contains(step.Name) || run.Operation.Step == step.Name).Reverse();
        foreach (var step in touched.TakeWhile(step => !(step.Keeps && run.Operation.Finished.Contains(step.Name))))
        {
            if (step.Undo is null)
                continue;
            try
            {
                await step.Undo(run, _stop.Token);
            }
            catch (Exception e) when (e is not SimulatedCrashException && !_stop.IsCancellationRequested)
            {
                await run.ReportFailureAsync($"undoing '{step.Name}' failed", e, _stop.Token);
            }
            await run.SaveAsync(
                operation => operation with { Finished = operation.Finished.Remove(step.Name) }, _stop.Token);
            run.ReachFailpoint(step.Name + ":undone");
        }
    }

    private async Task EndAsync(OperationContext run, OperationState state, string text)
    {
        await run.EmitAsync(OperationEventKind.End, text, _stop.Token);
        await run.FlushAsync(_stop.Token);
        await run.SaveAsync(operation => operation with
        {
            State = state,
            Outcome = state == OperationState.Failed ? operation.Outcome : text,
            Ended = time.GetUtcNow(),
            Request = operation.Request.WithoutSecrets(),
            Progress = operation.Progress.WithoutSecrets(),
        }, _stop.Token);
        await feeds.CloseAsync(run.Operation.Id, _stop.Token);
        await store.TrimAsync(run.Application, KeptPerApplication, _stop.Token);
    }

    /// <summary>Whether an operation that waits behind this one makes it pointless, and how.</summary>
    private async Task<string?> SupersededByAsync(Operation operation) =>
        (await store.ListUnfinishedAsync(_stop.Token))
            .SkipWhile(other => other.Id != operation.Id).Skip(1).Reverse()
            .Where(other => other.Application == operation.Application && other.State == OperationState.Queued)
            .Select(other => operation.Request.SupersededBy(other.Request))
            .FirstOrDefault(reason => reason is not null);

    [LoggerMessage(Message = "operation {Operation} of {Application}: {Step} failed: {Cause}")]
    private partial void LogFailed(
        LogLevel level, string operation, string application, string step, string cause, Exception? failure);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "operation {Operation} waits: it cannot be recorded: {Cause}")]
    private partial void LogUnrecorded(string operation, string cause, Exception? failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "operation {Operation} is left to the next server")]
    private partial void LogAbandoned(string operation, Exception failure);
}
