using System.Collections.Immutable;
using Slipway.Factory.Naming;

namespace Slipway.Factory.Watching.Records;

/// <summary>A change found by a watch, and the result of its build.</summary>
public sealed record WatchRun
{
    /// <summary>Sortable by time.</summary>
    public required string Id { get; init; }

    public required string Watch { get; init; }

    /// <summary>The branch, reference of a change, or image that changed.</summary>
    public required string Reference { get; init; }

    /// <summary>Its new value: a commit, or an image's digest.</summary>
    public required string Commit { get; init; }

    /// <summary>Null when it is not a change under review.</summary>
    public ChangeNumber? Change { get; init; }

    public RunState State { get; init; }

    /// <summary>The number of starts: after a crash of the server it is started again.</summary>
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

    /// <summary>Only the newest run of a lane is built.</summary>
    public (string Watch, int? Change) Lane => (Watch, Change?.Number);

    /// <summary>The number of images by state; the same as the last line of a build in the terminal.</summary>
    public string Summary() =>
        string.Join(", ", Images.CountBy(image => image.State).Select(entry => $"{entry.Value} {entry.Key}"));
}

/// <summary>The result of an image of a run.</summary>
/// <param name="State">built, unchanged, failed or blocked.</param>
/// <param name="Name">Repository and tag; null when there is none.</param>
public sealed record RunImage(string Image, string State, string? Name, string? Cause);
