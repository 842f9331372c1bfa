using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching;

/// <summary>What the factory looks at by itself, and what it does with a change.</summary>
public sealed record Watch
{
    public static readonly TimeSpan MinInterval = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(7);

    public required string Name { get; init; }

    public required WatchTarget Target { get; init; }

    /// <summary>Between two looks; a hook wakes the watch earlier.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether changes under review are built, which the repository has as <c>refs/changes/NN/CHANGE/PATCHSET</c>.
    /// </summary>
    public bool Reviews { get; init; }

    /// <summary>Where results go; null is nowhere.</summary>
    public ReportTarget? Report { get; init; }

    /// <summary>What <see cref="Report"/> asks for, sealed.</summary>
    public string? Credential { get; init; }

    /// <summary>What hooks are signed with, sealed; null takes no hooks.</summary>
    public string? HookSecret { get; init; }

    public DateTimeOffset Added { get; init; }
}
