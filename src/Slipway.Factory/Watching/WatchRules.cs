using System.Text.RegularExpressions;
using Slipway.Factory.Watching.Reports;
using Slipway.Oci;

namespace Slipway.Factory.Watching;

/// <summary>Validates watches.</summary>
internal static partial class WatchRules
{
    private const int MaxWatches = 1_000;
    private const int MaxSecretBytes = 4_096;
    private const int MinHookSecretLength = 16;
    private const int MaxUrlLength = 2_000;

    /// <exception cref="SlipwayException">It is refused: the cause.</exception>
    public static void Require(Watch watch, string? credential, string? hookSecret, IReadOnlyCollection<Watch> others)
    {
        Require(watch.Name.Length <= 64 && ImageReference.IsRepository(watch.Name) && !watch.Name.Contains(
            '/', StringComparison.Ordinal),
            $"'{Excerpt.Of(watch.Name)}' is no name for a watch", "use lower-case letters, digits and dashes");
        Require(others.Count < MaxWatches, $"there are {MaxWatches} watches already", "remove those that nobody needs");
        Require(watch.Interval >= Watch.MinInterval && watch.Interval <= Watch.MaxInterval,
            "this interval is too short or too long",
            $"choose {Watch.MinInterval.TotalSeconds:0} seconds to {Watch.MaxInterval.TotalDays:0} days; " +
                "a hook wakes the watch at once");
        RequireTarget(watch, others);
        RequireReport(watch, credential);
        Require(hookSecret is null
            || (hookSecret.Length is >= MinHookSecretLength and <= MaxSecretBytes && IsOneLine(hookSecret)),
            "this secret is no good for hooks",
            $"choose one line of {MinHookSecretLength} to {MaxSecretBytes} characters");
    }

    private static void RequireTarget(Watch watch, IReadOnlyCollection<Watch> others)
    {
        if (watch.Target.Repository is { } repository)
            Require(repository is { Reference: { } branch, IsPinned: false } && !branch.StartsWith(
                "refs/", StringComparison.Ordinal),
                "a watch needs the name of a branch", "write it without refs/heads/");
        else
            Require(
                !watch.Reviews && watch.Report is null, "an image has no changes under review, and nobody to report to",
                "watch the repository that it is made from");
        if (watch.Target.TreeWatch is { } tree)
            Require(others.Any(other => other.Name == tree && other.Target is WatchTarget.Templates),
                $"no watch of a tree is called {Excerpt.Of(tree)}",
                "watch the tree's repository first");
    }

    private static void RequireReport(Watch watch, string? credential)
    {
        if (watch.Report is not { } report)
        {
            Require(credential is null, "a credential without an address to report to is never used",
                "name the address, or leave the credential out");
            return;
        }
        Require(report.Url is { IsAbsoluteUri: true, Scheme: "http" or "https", Host.Length: > 0, UserInfo.Length: 0,
            Query.Length: 0, Fragment.Length: 0 }
            && report.Url.ToString().Length <= MaxUrlLength, "reports cannot be sent to this address",
            "write an http or https address; user and password are the credential");
        Require(credential is null || (credential.Length is > 0 and <= MaxSecretBytes && IsOneLine(credential)),
            "this credential is refused", $"it is one line of at most {MaxSecretBytes} characters");
        if (report is ReportTarget.Statuses)
            Require(watch.Target.Repository is { } repository && ReportRequest.RepositoryOf(repository.Url) is not null,
                "the address of the repository does not end in OWNER/NAME", "commit statuses need both");
        if (report is ReportTarget.Gerrit gerrit)
            Require(
                LabelPattern().IsMatch(gerrit.Label) && credential?.Contains(':', StringComparison.Ordinal) != false,
                "Gerrit takes no such label or credential",
                "a label is a name such as Verified, the credential is USER:HTTP-PASSWORD");
    }

    private static bool IsOneLine(string text) => !text.Any(char.IsControl);

    private static void Require(bool allowed, string cause, string nextStep)
    {
        if (!allowed)
            throw new SlipwayException(ErrorCode.Factory, cause, nextStep);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LabelPattern();
}
