namespace Slipway.Web.Resources;

/// <summary>
/// What the factory is to watch: a repository with a tree; with <c>tree</c> and <c>source</c> a source of it; with
/// <c>tree</c> and <c>image</c> an image.
/// </summary>
public sealed record NewWatch(string Name)
{
    /// <summary>The repository's http, https or git address.</summary>
    public string? Git { get; init; }

    public string? Branch { get; init; }

    /// <summary>Where in the repository the tree begins.</summary>
    public string? Directory { get; init; }

    /// <summary>The watch of the tree that a change is built in.</summary>
    public string? Tree { get; init; }

    /// <summary>What the tree calls the source.</summary>
    public string? Source { get; init; }

    /// <summary>An image of this server's registry.</summary>
    public string? Image { get; init; }

    /// <summary>Seconds between two looks.</summary>
    public int? Interval { get; init; }

    /// <summary>Build changes under review, <c>refs/changes/NN/CHANGE/PATCHSET</c>.</summary>
    public bool Reviews { get; init; }

    /// <summary>The address of the API that keeps commit statuses.</summary>
    public string? Statuses { get; init; }

    /// <summary>The address of the Gerrit server that reviews go to.</summary>
    public string? Gerrit { get; init; }

    /// <summary>What is voted on in Gerrit.</summary>
    public string? Label { get; init; }

    /// <summary>A token, or Gerrit's USER:PASSWORD. Never shown again.</summary>
    public string? Credential { get; init; }

    /// <summary>What hooks are signed with. Never shown again.</summary>
    public string? HookSecret { get; init; }
}

/// <summary><see cref="Kind"/> is tree, source or image.</summary>
public sealed record WatchResource(string Name, string Kind, int Interval, bool Reviews, DateTimeOffset Added)
{
    public string? Git { get; init; }

    public string? Branch { get; init; }

    public string? Directory { get; init; }

    public string? Tree { get; init; }

    public string? Source { get; init; }

    public string? Image { get; init; }

    /// <summary>Where results go.</summary>
    public string? ReportsTo { get; init; }

    public bool HasCredential { get; init; }

    /// <summary>Where hooks are sent to; absent when it takes none.</summary>
    public string? Hook { get; init; }

    public DateTimeOffset? Looked { get; init; }

    /// <summary>The branch's commit or the image's digest.</summary>
    public string? Tip { get; init; }

    /// <summary>Why the last look failed.</summary>
    public string? Failure { get; init; }

    /// <summary>Newest first; absent in lists.</summary>
    public IReadOnlyList<WatchRunResource>? Runs { get; init; }
}

/// <summary>
/// A change that a watch saw. <see cref="State"/> is queued, running, succeeded, failed or superseded.
/// </summary>
public sealed record WatchRunResource(
    string Id, string Watch, string State, string Reference, string Commit, DateTimeOffset Queued)
{
    public string? Change { get; init; }

    /// <summary>Where the change is looked at.</summary>
    public string? Link { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string? Cause { get; init; }

    /// <summary>Why the result could not be told.</summary>
    public string? ReportFailure { get; init; }

    public IReadOnlyList<ImageResultResource>? Images { get; init; }
}
