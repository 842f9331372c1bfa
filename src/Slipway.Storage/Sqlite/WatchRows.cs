using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Build.Remote;
using Slipway.Factory.Naming;
using Slipway.Factory.Watching;
using Slipway.Factory.Watching.Records;
using Slipway.Factory.Watching.Reports;
using Slipway.Oci;

namespace Slipway.Storage.Sqlite;

/// <summary>The JSON document of a watch's row.</summary>
internal sealed record WatchBody(long Seconds, bool Reviews, DateTimeOffset Added)
{
    public string? Url { get; init; }

    public string? Branch { get; init; }

    public string? Directory { get; init; }

    public string? Tree { get; init; }

    public string? Source { get; init; }

    public string? Image { get; init; }

    public string? Statuses { get; init; }

    public string? Gerrit { get; init; }

    public string? Label { get; init; }

    public string? Credential { get; init; }

    public string? HookSecret { get; init; }

    public static string Write(Watch watch)
    {
        var repository = watch.Target.Repository;
        var body = new WatchBody((long)watch.Interval.TotalSeconds, watch.Reviews, watch.Added)
        {
            Url = repository?.Url.ToString(), Branch = repository?.Reference, Directory = repository?.Directory,
            Tree = watch.Target.TreeWatch,
            Source = (watch.Target as WatchTarget.Source)?.Name,
            Image = (watch.Target as WatchTarget.Image)?.Reference.ToString(),
            Statuses = (watch.Report as ReportTarget.Statuses)?.Url.ToString(),
            Gerrit = (watch.Report as ReportTarget.Gerrit)?.Url.ToString(),
            Label = (watch.Report as ReportTarget.Gerrit)?.Label, Credential = watch.Credential,
            HookSecret = watch.HookSecret,
        };
        return JsonSerializer.Serialize(body, WatchJson.Default.WatchBody);
    }

    public static Watch Read(string name, string text)
    {
        var body = JsonSerializer.Deserialize(text, WatchJson.Default.WatchBody)!;
        return new Watch
        {
            Name = name, Target = body.Target, Interval = TimeSpan.FromSeconds(body.Seconds),
            Reviews = body.Reviews, Report = body.Report,
            Credential = body.Credential, HookSecret = body.HookSecret, Added = body.Added,
        };
    }

    [JsonIgnore]
    private GitAddress Repository => new(new Uri(Url!), Branch, Directory ?? "");

    [JsonIgnore]
    private WatchTarget Target => this switch
    {
        { Image: { } image } => new WatchTarget.Image(ImageReference.Parse(image), Tree!),
        { Source: { } source } => new WatchTarget.Source(Repository, Tree!, source),
        _ => new WatchTarget.Templates(Repository),
    };

    [JsonIgnore]
    private ReportTarget? Report => this switch
    {
        { Statuses: { } api } => new ReportTarget.Statuses(new Uri(api)),
        { Gerrit: { } server } => new ReportTarget.Gerrit(new Uri(server), Label!),
        _ => null,
    };
}

/// <summary>The JSON document of a run's row; its report is a separate one with its own writer.</summary>
internal sealed record RunBody(
    string Reference, string Commit, int? Change, int? Patchset, RunState State, int Attempts, DateTimeOffset Queued,
    ImmutableArray<RunImage> Images)
{
    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string? Cause { get; init; }

    public static string Write(WatchRun run) => JsonSerializer.Serialize(
        new RunBody(run.Reference, run.Commit, run.Change?.Number, run.Change?.Patchset, run.State,
            run.Attempts, run.Queued, run.Images)
        {
            Started = run.Started, Ended = run.Ended, Cause = run.Cause,
        },
        WatchJson.Default.RunBody);

    public static string Write(RunReport report) => JsonSerializer.Serialize(report, WatchJson.Default.RunReport);

    public static WatchRun Read(string id, string watch, string text, string report)
    {
        var body = JsonSerializer.Deserialize(text, WatchJson.Default.RunBody)!;
        return new WatchRun
        {
            Id = id, Watch = watch, Reference = body.Reference, Commit = body.Commit, State = body.State,
            Attempts = body.Attempts, Queued = body.Queued,
            Change = body.Change is { } number ? new ChangeNumber(number, body.Patchset) : null, Images = body.Images,
            Started = body.Started, Ended = body.Ended, Cause = body.Cause,
            Report = JsonSerializer.Deserialize(report, WatchJson.Default.RunReport)!,
        };
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WatchBody))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(RunReport))]
internal sealed partial class WatchJson : JsonSerializerContext;
