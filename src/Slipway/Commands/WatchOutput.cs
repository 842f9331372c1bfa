using Slipway.Terminal;
using Slipway.Web.Resources;

namespace Slipway.Commands;

/// <summary>Prints watches and their runs.</summary>
internal static class WatchOutput
{
    private const int ShownId = 12;

    public static void List(IReadOnlyList<WatchResource> watches) => Output.Table(
        ["WATCH", "TARGET", "LAST POLL", "REVISION", "ERROR"],
        watches.Select(watch => new[]
        {
            watch.Name, What(watch), Looked(watch), Short(watch.Tip),
            watch.Failure is { } text ? Output.Printable(text) : null,
        }));

    public static void Fields(WatchResource watch) => Output.Fields(
    [
        ("watch", watch.Name), (watch.Kind, What(watch)), ("directory", watch.Directory),
        ("every", $"{watch.Interval} s"),
        ("reviews", watch.Reviews ? "built" : "not built"), ("reports to", watch.ReportsTo), ("webhook", watch.Hook),
        ("last poll", Looked(watch)), ("revision", watch.Tip),
        ("error", watch.Failure is { } text ? Output.Printable(text) : null),
    ]);

    public static void Runs(IReadOnlyList<WatchRunResource> runs) => Output.Table(
        ["RUN", "STATE", "QUEUED", "CHANGE", "REVISION", "ERROR", "LINK"],
        runs.Select(run => new[]
        {
            run.Id, run.State, HumanReadable.Since(run.Queued), run.Change ?? run.Reference,
            Short(run.Commit), Cause(run), run.Link,
        }));

    private static string? Cause(WatchRunResource run)
    {
        var cause = run.ReportFailure is { } failure ? $"{run.Cause} (not reported: {failure})" : run.Cause;
        return cause is null ? null : Output.Printable(cause);
    }

    private static string What(WatchResource watch) => watch switch
    {
        { Image: { } image } => $"{image} of {watch.Tree}",
        { Source: { } source } => $"{watch.Git} {watch.Branch}, {source} of {watch.Tree}",
        _ => $"{watch.Git} {watch.Branch}",
    };

    private static string Looked(WatchResource watch) =>
        watch.Looked is { } time ? HumanReadable.Since(time) : "not yet";

    private static string? Short(string? commit) => commit?.Length > ShownId ? commit[..ShownId] : commit;
}
