using System.Text;
using Slipway.Build;
using Slipway.Engine;
using Slipway.Engine.Builds;

namespace Slipway.SourceToImage;

/// <summary>A running build: its phases and their times, its masked log, its deadline.</summary>
internal sealed class BuildRun(SourceBuild build, Func<SourceBuildEvent, ValueTask> emit, TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly SecretMask _mask = new(build.BuildEnvironment.Values.Concat(
        build.Secrets.Values.Select(secret => Encoding.UTF8.GetString(secret.Span))));
    private readonly List<PhaseTime> _phases = [];
    private readonly List<string> _warnings = [];
    private readonly LogTail _tail = new();

    public SourceBuild Build => build;

    public SourcePhase Phase { get; private set; }

    public IReadOnlyList<PhaseTime> Phases => _phases;

    public IReadOnlyList<string> Warnings => _warnings;

    public async Task<T> InPhaseAsync<T>(SourcePhase phase, Func<Task<T>> work)
    {
        (Phase, var start) = (phase, clock.GetTimestamp());
        _tail.Clear();
        await emit(new SourceBuildEvent.PhaseStarted(phase));
        try
        {
            return await work();
        }
        finally
        {
            _phases.Add(new PhaseTime(phase, clock.GetElapsedTime(start)));
        }
    }

    public ValueTask NoteAsync(string text) => emit(new SourceBuildEvent.Note(text));

    public ValueTask WarnAsync(string text)
    {
        var masked = _mask.Apply(text);
        _warnings.Add(masked);
        return emit(new SourceBuildEvent.Warning(masked));
    }

    /// <summary>Runs a script; a failing one is a result.</summary>
    /// <exception cref="SourceBuildException">It cannot be run at all.</exception>
    public async Task<StepResult> RunAsync(
        BuildRoot root, Script script, ScriptRunOptions setting, Stream? output, CancellationToken cancel)
    {
        var step = new BuildStep
        {
            Command = [script.Path],
            Environment = setting.Variables.ToAssignments(),
            User = setting.User,
            WorkingDirectory = string.IsNullOrEmpty(setting.Directory) ? "/" : setting.Directory,
            Mounts = [.. setting.Mounts],
            Limits = build.Limits,
            Timeout = Remaining(),
            Output = output,
        };
        try
        {
            return await root.RunAsync(step, LogAsync, cancel);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.EngineInvalidSpec)
        {
            throw new SourceBuildException(Phase, $"the script {script.Name} cannot be run: {e.Message}",
                e.NextStep ?? "check its first line (#!)", e);
        }
        catch (SlipwayException e) when (e.Code == ErrorCode.EngineExhausted)
        {
            var nextStep = e.NextStep ?? "free space on the server, then build again";
            throw new SourceBuildException(Phase, $"{script.Name} cannot continue: {e.Message}", nextStep, e, e.Code)
            {
                LastLines = _tail.Lines,
            };
        }
    }

    /// <exception cref="SourceBuildException">The script failed.</exception>
    public void ThrowIfFailed(StepResult result)
    {
        if (!result.Succeeded)
            throw StepFailure.Of(result, Phase, build, _tail.Lines);
    }

    private ValueTask LogAsync(LogLine line)
    {
        var masked = line with { Text = _mask.Apply(line.Text) };
        _tail.Add(masked.Text);
        return emit(new SourceBuildEvent.Output(masked));
    }

    private TimeSpan Remaining()
    {
        var remaining = build.Timeout - clock.GetElapsedTime(_start);
        return remaining > TimeSpan.Zero ? remaining : throw StepFailure.Of(
            new StepResult(137, StepEnd.TimedOut), Phase, build, _tail.Lines);
    }
}

/// <summary>Options for running a script.</summary>
/// <param name="User">In the syntax of an image's configuration.</param>
internal sealed record ScriptRunOptions(
    string User, EnvironmentVariables Variables, IReadOnlyList<BuildMount> Mounts, string? Directory);
