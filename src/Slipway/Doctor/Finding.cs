namespace Slipway.Doctor;

internal enum Verdict
{
    Fine,
    Warning,
    Failure,
}

/// <summary>What a check found, and what to do about it.</summary>
internal sealed record Finding(string Subject, Verdict Verdict, string Detail, string? NextStep = null);
