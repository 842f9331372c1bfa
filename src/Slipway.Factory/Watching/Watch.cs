using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching;

/// <summary>What the factory polls, and what it does with a change.</summary>
public sealed record Watch
{
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(7);

    public required string Name { get; init; }

    public required WatchTarget Target { get; init; }

    /// <summary>The polling interval; a webhook triggers an earlier poll.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether changes under review, <c>refs/changes/NN/CHANGE/PATCHSET</c>, are built.</summary>
    public bool Reviews { get; init; }

    /// <summary>Where results are reported; null is nowhere.</summary>
    public ReportTarget? Report { get; init; }

    /// <summary>The credential for <see cref="Report"/>, encrypted.</summary>
    public string? Credential { get; init; }

    /// <summary>The secret of webhooks, encrypted; null disables them.</summary>
    public string? HookSecret { get; init; }

    public DateTimeOffset Added { get; init; }
}
