using Slipway.Factory.Naming;
using Slipway.Factory.Watching.Queue;
using Slipway.Factory.Watching.Records;

namespace Slipway.Factory.Tests.Watching.Queue;

/// <summary>A queue in memory that follows the plan as the server does, and notes what must never happen.</summary>
internal sealed class QueueModel
{
    private readonly SortedDictionary<string, WatchRun> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _turns = new() { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
    private readonly Dictionary<(string, int?), int> _patchsets = [];
    private readonly Dictionary<string, int> _crashes = [];
    private WatchRun? _running;

    public List<string> Faults { get; } = [];

    public void Happen(int what, int detail)
    {
        if (what < 6)
            Arrive("abc"[what % 3].ToString(), detail < 4 ? null : detail);
        else if (what < 8)
            Step();
        else
            Crash();
    }

    /// <summary>Goes on until nothing waits, and looks what came of all.</summary>
    public void Drain()
    {
        for (var steps = 0; _runs.Values.Any(run => run.IsOpen); steps++)
        {
            if (steps > 4 * _runs.Count)
            {
                Faults.Add("it never ends");
                return;
            }
            Step();
        }
        foreach (var lane in _runs.Values.GroupBy(run => run.Lane))
        {
            if (lane.Last().State is not (RunState.Succeeded or RunState.Failed))
                Faults.Add($"the newest of {lane.Key} was {lane.Last().State}");
            foreach (var run in lane.Where(
                run => run.State == RunState.Failed && _crashes.GetValueOrDefault(run.Id) < QueuePlan.MaxAttempts))
                Faults.Add($"{run.Id} failed");
        }
    }

    private void Arrive(string watch, int? change)
    {
        var patchset = _patchsets[(watch, change)] = _patchsets.GetValueOrDefault((watch, change)) + 1;
        var run = QueuePlanTests.Run(
            $"{_runs.Count:0000}", watch, change is { } number ? new ChangeNumber(number, patchset) : null);
        _runs.Add(run.Id, run);
        Supersede();
    }

    private void Step()
    {
        if (_running is { } ending)
        {
            Write(ending with { State = RunState.Succeeded });
            _running = null;
            return;
        }
        Supersede();
        var open = _runs.Values.Where(run => run.IsOpen).ToList();
        if (QueuePlan.Next(open, _turns) is not { } next)
        {
            if (open.Count > 0)
                Faults.Add("something waits and nothing is next");
            return;
        }
        foreach (var waiting in open.Where(run => run.Watch != next.Watch && _turns[run.Watch] < _turns[next.Watch]))
            Faults.Add($"{waiting.Watch} waits for a second run of {next.Watch}");
        _turns[next.Watch] = _turns.Values.Max() + 1;
        _running = next with { State = RunState.Running, Attempts = next.Attempts + 1 };
        Write(_running);
    }

    private void Crash()
    {
        if (_running is not { } run)
            return;
        _crashes[run.Id] = _crashes.GetValueOrDefault(run.Id) + 1;
        Write(QueuePlan.Resumed(run, run.Queued));
        _running = null;
    }

    private void Supersede()
    {
        foreach (var (older, _) in QueuePlan.Superseded([.. _runs.Values.Where(run => run.IsOpen)]).ToList())
        {
            if (_running?.Id == older.Id)
                _running = null;
            Write(older with { State = RunState.Superseded });
        }
    }

    private void Write(WatchRun run)
    {
        if (!_runs[run.Id].IsOpen)
            Faults.Add($"{run.Id} ended twice");
        _runs[run.Id] = run;
    }
}
