using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slipway.Platform;
using Slipway.Platform.Operations;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>
/// An operation as it is stored: the request's properties in one object, those of all progress records in another.
/// </summary>
internal sealed record OperationBody(string Id, string Kind, string Application, DateTimeOffset Created)
{
    public required string Subject { get; init; }

    public required string Account { get; init; }

    public OperationState State { get; init; }

    public string? Step { get; init; }

    public ImmutableArray<string> Finished { get; init; } = [];

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public string? Cause { get; init; }

    public string? NextStep { get; init; }

    public ErrorCode? Error { get; init; }

    public string? Outcome { get; init; }

    public string? Commit { get; init; }

    public JsonObject? Request { get; init; }

    public JsonObject? Progress { get; init; }

    /// <summary>Where earlier versions wrote request and progress together, under the same names.</summary>
    public JsonObject? Data { get; init; }

    public static OperationBody Of(Operation operation) =>
        new(operation.Id, operation.Kind, operation.Application, operation.Created)
        {
            Subject = operation.Subject, Account = operation.Account, State = operation.State, Step = operation.Step,
            Finished = operation.Finished, Started = operation.Started, Ended = operation.Ended,
            Cause = operation.Cause, NextStep = operation.NextStep, Error = operation.Error,
            Outcome = operation.Outcome, Commit = operation.Commit,
            Request = Body.WriteObject(operation.Request),
            Progress = Merge(operation.Progress.Records.Select(Body.WriteObject)),
        };

    public Operation Read(OperationFormat format)
    {
        var progress = (Progress ?? Data) is { } found
            ? format.Progress.Select(type => (ProgressRecord)Body.ReadObject(found, type)) : [];
        return new Operation(Id, Application, Created)
        {
            Subject = Subject, Account = Account, State = State, Step = NameOf(Step),
            Finished = [.. Finished.Select(step => NameOf(step)!)], Started = Started, Ended = Ended,
            Cause = Cause, NextStep = NextStep, Error = Error, Outcome = Outcome,
            Commit = Commit ?? EarlierCommit,
            Request = (OperationRequest)Body.ReadObject(Request ?? Data ?? [], format.Request),
            Progress = progress.Aggregate(OperationProgress.None, (all, record) => all.With(record)),
        };
    }

    /// <summary>Earlier versions called the step that prunes releases <c>retire</c>.</summary>
    private static string? NameOf(string? step) => step == "retire" ? "prune" : step;

    private string? EarlierCommit => Data?["source"] is JsonObject source && (string?)source["kind"] == "Commit"
        ? (string?)source["place"] : null;

    private static JsonObject Merge(IEnumerable<JsonObject> records)
    {
        var merged = new JsonObject();
        foreach (var property in records.SelectMany(record => record))
            merged[property.Key] = property.Value?.DeepClone();
        return merged;
    }
}
