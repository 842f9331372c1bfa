using System.Collections.Immutable;

namespace Slipway.Platform.Builds;

public enum BuildState
{
    Running,
    Succeeded,

    /// <summary>The input was that of the artifact that serves: nothing was made.</summary>
    Unchanged,
    Failed,
}

/// <summary>One attempt to make an artifact.</summary>
public sealed record BuildRecord(string Application, int Number, SourceKind Source, DateTimeOffset Started)
{
    public string? Commit { get; init; }

    public BuildState State { get; init; }

    public string? Cause { get; init; }

    /// <summary>The phase it is in, or failed in.</summary>
    public string? Phase { get; init; }

    /// <summary>The failing command's exit code.</summary>
    public int? ExitCode { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>How long each phase took.</summary>
    public ImmutableArray<PhaseTime> Phases { get; init; } = [];

    /// <summary>The log file, relative to the log directory.</summary>
    public required string LogPath { get; init; }

    public string? Input { get; init; }

    public required string Operation { get; init; }
}

public sealed record PhaseTime(string Phase, TimeSpan Time);

public enum SourceKind
{
    /// <summary>A commit of the application's repository.</summary>
    Commit,

    /// <summary>A directory or an archive that was uploaded.</summary>
    Upload,

    /// <summary>Files that are built already: the build step is skipped.</summary>
    Binary,
}
