namespace Slipway.ImageTests.Running;

/// <summary>The result of a case, without its name and time.</summary>
internal sealed record CaseOutcome(TestOutcome Outcome, string Message, IReadOnlyList<string> LastLines)
{
    public static readonly CaseOutcome Passed = new(TestOutcome.Passed, "", []);

    public static CaseOutcome Failed(string message, IReadOnlyList<string>? lastLines = null) =>
        new(TestOutcome.Failed, message, lastLines ?? []);

    public static CaseOutcome Skipped(string message) => new(TestOutcome.Skipped, message, []);

    /// <summary>Passed when there are no failures.</summary>
    public static CaseOutcome Of(IEnumerable<string> failures, IReadOnlyList<string>? lastLines = null) =>
        failures.ToList() is { Count: > 0 } all ? Failed(string.Join('\n', all), lastLines) : Passed;
}
