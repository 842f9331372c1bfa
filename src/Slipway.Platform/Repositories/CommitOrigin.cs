namespace Slipway.Platform.Repositories;

/// <summary>The commit a source tree is of.</summary>
public sealed record CommitOrigin(string Commit)
{
    public string? Url { get; init; }

    public string? Ref { get; init; }

    public string? Author { get; init; }

    public string? Date { get; init; }

    public string? Message { get; init; }
}
