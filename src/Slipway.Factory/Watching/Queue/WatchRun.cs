using System.Collections.Immutable;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching.Reports;

namespace Slipway.Factory.Watching.Queue;

/// <summary>A change that a watch saw, and what came of it.</summary>
public sealed record WatchRun
{
    /// <summary>Sorts by time.</summary>
    public required string Id { get; init; }

    public required string Watch { get; init; }

    /// <summary>What moved: a branch, a change's reference, or an image's name.</summary>
    public required string Reference { get; init; }

    /// <summary>What it is now: a commit, or an image's digest.</summary>
    public required string Commit { get; init; }

    /// <summary>Null when it is no change under review.</summary>
    public ChangeNumber? Change { get; init; }

    public RunState State { get; init; }

    /// <summary>How often it was begun: a crash of the server begins it again.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset Queued { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Why it failed or was superseded, or that it waits for another run.</summary>
    public string? Cause { get; init; }

    /// <summary>By name.</summary>
    public ImmutableArray<RunImage> Images { get; init; } = [];

    public RunReport Report { get; init; } = new();

    public bool IsOpen => State is RunState.Queued or RunState.Running;

    /// <summary>Only the newest run of a lane matters.</summary>
    public (string Watch, int? Change) Lane => (Watch, Change?.Number);
}

/// <summary>What came of an image of a run.</summary>
/// <param name="State">built, unchanged, failed or blocked.</param>
/// <param name="Name">Repository and tag; null when there is none.</param>
public sealed record RunImage(string Image, string State, string? Name, string? Cause);
