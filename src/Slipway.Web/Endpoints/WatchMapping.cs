using Slipway.Build.Remote;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;
using Slipway.Oci;
using Slipway.Web.Resources;

namespace Slipway.Web.Endpoints;

/// <summary>Maps watches from and to resources of the API.</summary>
internal static class WatchMapping
{
    private const string DefaultBranch = "main";
    private const string DefaultLabel = "Verified";

    /// <exception cref="SlipwayException">It does not say what is watched, or says two things.</exception>
    public static Watch Read(NewWatch watch)
    {
        var read = new Watch
        {
            Name = watch.Name, Target = TargetOf(watch), Reviews = watch.Reviews, Report = ReportOf(watch),
        };
        return watch.Interval is { } seconds ? read with { Interval = TimeSpan.FromSeconds(seconds) } : read;
    }

    public static WatchResource Of(Watch watch, WatchState? seen, Addresses addresses) =>
        new(watch.Name, KindOf(watch.Target), (int)watch.Interval.TotalSeconds, watch.Reviews, watch.Added)
        {
            Git = watch.Target.Repository?.Url.ToString(),
            Branch = watch.Target.Repository?.Reference,
            Directory = watch.Target.Repository?.Directory is { Length: > 0 } directory ? directory : null,
            Tree = watch.Target.TreeWatch,
            Source = (watch.Target as WatchTarget.Source)?.Name,
            Image = (watch.Target as WatchTarget.Image)?.Reference.ToString(),
            ReportsTo = watch.Report?.Url.ToString(),
            HasCredential = watch.Credential is not null,
            Hook = watch.HookSecret is null ? null : $"{addresses.Api}/api/v1/factory/hooks/{watch.Name}",
            Looked = seen?.LastPolled,
            Tip = seen?.Tip,
            Failure = seen?.Failure,
        };

    /// <param name="watch">Null when it was removed.</param>
    public static WatchRunResource Of(WatchRun run, Watch? watch) =>
        new(run.Id, run.Watch, run.State.ToString().ToLowerInvariant(), run.Reference, run.Commit, run.Queued)
        {
            Change = run.Change?.ToString(),
            Link = run.Change is { } change ? watch?.Report?.LinkOf(change) : null,
            Started = run.Started,
            Ended = run.Ended,
            Cause = run.Cause,
            ReportFailure = run.Report.Failure,
            Images = run.Images.IsEmpty ? null : [.. run.Images.Select(Of)],
        };

    private static string KindOf(WatchTarget target) => target switch
    {
        WatchTarget.Source => "source",
        WatchTarget.Image => "image",
        _ => "tree",
    };

    private static ImageResultResource Of(RunImage image) =>
        new(image.Image, image.State) { Name = image.Name, Cause = image.Cause };

    private static WatchTarget TargetOf(NewWatch watch) => watch switch
    {
        { Image: { } image, Tree: { } tree, Git: null, Source: null, Branch: null, Directory: null } =>
            new WatchTarget.Image(ImageReference.TryParse(image, out var reference)
                && reference is { Host: null, Tag: not null, Digest: null }
                ? reference
                : throw Invalid($"{Excerpt.Of(image)} is no image of this server", "write REPOSITORY:TAG"), tree),
        { Git: not null, Tree: { } tree, Source: { } source, Image: null, Directory: null } =>
            new WatchTarget.Source(AddressOf(watch), tree, source),
        { Git: not null, Tree: null, Source: null, Image: null } => new WatchTarget.Templates(AddressOf(watch)),
        _ => throw Invalid("it is not clear what is to be watched",
            "name a repository with a tree; a repository, the watch of the tree and the source's name in it; " +
                "or an image and the watch of the tree"),
    };

    private static GitAddress AddressOf(NewWatch watch)
    {
        if (!GitAddress.TryCreate(watch.Git!, watch.Branch ?? DefaultBranch, out var address))
            throw Invalid("this repository and branch cannot be watched",
                "write an http, https or git address without password, and the name of a branch");
        return watch.Directory is not { } directory ? address
            : GitAddress.TryParse(address.Url, $"{address.Reference}:{directory}", out var below) ? below
            : throw Invalid($"{Excerpt.Of(directory)} is no directory of a repository", "write its path from the top");
    }

    private static ReportTarget? ReportOf(NewWatch watch) => watch switch
    {
        { Statuses: not null, Gerrit: not null } =>
            throw Invalid("results go either to commit statuses or to Gerrit", "leave one of them out"),
        { Label: not null, Gerrit: null } => throw Invalid("only Gerrit has labels", "leave the label out"),
        { Statuses: { } api } => new ReportTarget.Statuses(UrlOf(api)),
        { Gerrit: { } server } => new ReportTarget.Gerrit(UrlOf(server), watch.Label ?? DefaultLabel),
        _ => null,
    };

    private static Uri UrlOf(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : throw Invalid(
        "this is no address", "write https://…");

    private static SlipwayException Invalid(string cause, string nextStep) =>
        new(ErrorCode.Invalid, cause, nextStep);
}
