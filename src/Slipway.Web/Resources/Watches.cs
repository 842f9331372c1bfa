namespace Slipway.Web.Resources;

/// <summary>
/// A new watch: the repository of a tree; with <c>tree</c> and <c>source</c> of its source; with <c>tree</c> and
/// <c>image</c> a base image.
/// </summary>
public sealed record NewWatch(string Name)
{
    /// <summary>The repository's http, https or git URL.</summary>
    public string? Git { get; init; }

    public string? Branch { get; init; }

    /// <summary>The directory of the tree in the repository.</summary>
    public string? Directory { get; init; }

    /// <summary>The watch of the tree in which changes are built.</summary>
    public string? Tree { get; init; }

    /// <summary>The source's name in the tree.</summary>
    public string? Source { get; init; }

    /// <summary>An image of this server's registry.</summary>
    public string? Image { get; init; }

    /// <summary>The polling interval in seconds.</summary>
    public int? Interval { get; init; }

    /// <summary>Build changes under review, <c>refs/changes/NN/CHANGE/PATCHSET</c>.</summary>
    public bool Reviews { get; init; }

    /// <summary>The URL of the API for commit statuses.</summary>
    public string? Statuses { get; init; }

    /// <summary>The URL of the Gerrit server.</summary>
    public string? Gerrit { get; init; }

    /// <summary>The Gerrit label to vote on.</summary>
    public string? Label { get; init; }

    /// <summary>A token, or Gerrit's USER:PASSWORD. Never shown again.</summary>
    public string? Credential { get; init; }

    /// <summary>The secret of webhooks. Never shown again.</summary>
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

    /// <summary>Where results are reported.</summary>
    public string? ReportsTo { get; init; }

    public bool HasCredential { get; init; }

    /// <summary>The URL for webhooks; absent when they are disabled.</summary>
    public string? Hook { get; init; }

    public DateTimeOffset? Looked { get; init; }

    /// <summary>The branch's commit or the image's digest.</summary>
    public string? Tip { get; init; }

    /// <summary>The error of the last poll.</summary>
    public string? Failure { get; init; }

    /// <summary>Newest first; absent in lists.</summary>
    public IReadOnlyList<WatchRunResource>? Runs { get; init; }
}

/// <summary>
/// A change found by a watch. <see cref="State"/> is queued, running, succeeded, failed or superseded.
/// </summary>
public sealed record WatchRunResource(
    string Id, string Watch, string State, string Reference, string Commit, DateTimeOffset Queued)
{
    public string? Change { get; init; }

    /// <summary>The URL of the change.</summary>
    public string? Link { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string? Cause { get; init; }

    /// <summary>Why the result could not be reported.</summary>
    public string? ReportFailure { get; init; }

    public IReadOnlyList<ImageResultResource>? Images { get; init; }
}
