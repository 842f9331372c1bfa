using Slipway.Factory.Naming;

namespace Slipway.Factory.Watching.Reports;

/// <summary>Where results of changes are reported.</summary>
public abstract record ReportTarget
{
    private ReportTarget()
    {
    }

    public abstract Uri Url { get; init; }

    /// <summary>The URL of a change; null is unknown.</summary>
    public virtual string? LinkOf(ChangeNumber change) => null;

    /// <summary>A commit status of GitHub, Gitea or Forgejo.</summary>
    /// <param name="Url">Of the API, such as <c>https://git.example.com/api/v1</c>.</param>
    public sealed record Statuses(Uri Url) : ReportTarget
    {
        public override Uri Url { get; init; } = Url;
    }

    /// <summary>A review by Gerrit's REST API.</summary>
    /// <param name="Url">Of the server.</param>
    /// <param name="Label">The label to vote on: +1 for success, -1 for failure.</param>
    public sealed record Gerrit(Uri Url, string Label) : ReportTarget
    {
        public override Uri Url { get; init; } = Url;

        /// <summary>Gerrit redirects from a number to its change.</summary>
        public override string LinkOf(ChangeNumber change) => $"{Url.ToString().TrimEnd('/')}/{change.Number}";
    }
}
