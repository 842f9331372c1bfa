namespace Slipway.ImageTests.Running;

/// <summary>Puts the cases of one test on record, in their order, and tells of each.</summary>
internal sealed class CaseRecorder(
    IReadOnlyList<ImageTestCase> cases, TimeProvider clock, Func<ImageTestResult, ValueTask> progress)
{
    private const int MaxMessageLength = 16 << 10;
    private const int MaxLines = 40;
    private const int MaxLineLength = 1000;
    private readonly List<ImageTestResult> _results = [];
    private long _started = clock.GetTimestamp();

    public IReadOnlyList<ImageTestResult> Results => _results;

    public async Task NoteAsync(CaseOutcome outcome)
    {
        var planned = cases[_results.Count];
        var result = new ImageTestResult(planned.File, planned.Name, planned.Kind, outcome.Outcome)
        {
            Message = Cut(outcome.Message, MaxMessageLength),
            LastLines = [.. outcome.LastLines.TakeLast(MaxLines).Select(line => Cut(line, MaxLineLength))],
            Duration = clock.GetElapsedTime(_started),
        };
        _started = clock.GetTimestamp();
        _results.Add(result);
        await progress(result);
    }

    /// <summary>The case that was being run fails with this, and those after it are not run.</summary>
    public async Task AbortAsync(CaseOutcome outcome)
    {
        if (_results.Count < cases.Count)
            await NoteAsync(outcome);
        while (_results.Count < cases.Count)
            await NoteAsync(
                CaseOutcome.Skipped($"not run: '{cases[0].Name}' or a case after it could not be finished"));
    }

    private static string Cut(string text, int maxLength) =>
        text.Length <= maxLength ? text : string.Concat(text.AsSpan(0, maxLength), "…");
}
