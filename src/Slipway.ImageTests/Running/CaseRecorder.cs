namespace Slipway.ImageTests.Running;

/// <summary>Puts the cases of one test on record, in their order, and tells of each.</summary>
internal sealed class CaseRecorder(IReadOnlyList<ImageTestCase> cases, TimeProvider clock, Func<ImageTestResult, ValueTask> progress)
{
    private const int LongestMessage = 16 << 10;
    private const int MostLines = 40;
    private const int LongestLine = 1000;
    private readonly List<ImageTestResult> _results = [];
    private long _began = clock.GetTimestamp();

    public IReadOnlyList<ImageTestResult> Results => _results;

    public async Task NoteAsync(CaseOutcome outcome)
    {
        var planned = cases[_results.Count];
        var result = new ImageTestResult(planned.File, planned.Name, planned.Kind, outcome.Outcome)
        {
            Message = Cut(outcome.Message, LongestMessage),
            LastLines = [.. outcome.LastLines.TakeLast(MostLines).Select(line => Cut(line, LongestLine))],
            Duration = clock.GetElapsedTime(_began),
        };
        _began = clock.GetTimestamp();
        _results.Add(result);
        await progress(result);
    }

    /// <summary>The case that was being run fails with this, and those after it are not run.</summary>
    public async Task BreakOffAsync(CaseOutcome outcome)
    {
        if (_results.Count < cases.Count)
            await NoteAsync(outcome);
        while (_results.Count < cases.Count)
            await NoteAsync(CaseOutcome.Skipped($"not run: '{cases[0].Name}' or a case after it could not be finished"));
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
}
