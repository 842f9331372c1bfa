using Dapper;
using Slipway.Platform.Operations;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Operations and their events in the database.</summary>
public sealed class SqliteOperationStore(SqliteDatabase database, IEnumerable<OperationFormat> formats)
    : IOperationStore
{
    private readonly Dictionary<string, OperationFormat> _formats = formats.ToDictionary(format => format.Kind);

    public Task AddAsync(Operation operation, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "INSERT INTO operation (id, application, ended, body) VALUES (@Id, @Application, @Ends, @body)",
            new { operation.Id, operation.Application, operation.Ends, body = Write(operation) }), cancel);

    public Task UpdateAsync(Operation operation, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "UPDATE operation SET ended = @Ends, body = @body WHERE id = @Id",
            new { operation.Id, operation.Ends, body = Write(operation) }), cancel);

    public Task<Operation?> FindAsync(string id, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM operation WHERE id = @id", new { id }) is { } body
            ? Read(body)
            : null, cancel);

    public Task<IReadOnlyList<Operation>> ListAsync(string? application, int limit, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Operation>>(connection =>
        [.. connection.Query<string>(
            "SELECT body FROM operation WHERE @application IS NULL OR application = @application " +
                "ORDER BY number DESC LIMIT @most", new { application,
                    most = limit })
            .Select(Read)], cancel);

    public Task<IReadOnlyList<Operation>> ListUnfinishedAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Operation>>(connection =>
            [.. connection.Query<string>("SELECT body FROM operation WHERE ended = 0 ORDER BY number")
                .Select(Read)], cancel);

    public Task AppendEventsAsync(
        string operation, IReadOnlyList<OperationEvent> events, int keep, CancellationToken cancel) =>
        database.WriteAsync(connection =>
    {
        foreach (var item in events)
        {
            connection.Execute(
                "INSERT OR REPLACE INTO operation_event (operation, sequence, time, kind, text) VALUES (@operation, " +
                    "@Sequence, @time, @kind, @Text)",
                new
                {
                    operation, item.Sequence, time = item.Time.ToUnixTimeMilliseconds(), kind = item.Kind.ToString(),
                    item.Text,
                });
        }
        connection.Execute(
            """
            DELETE FROM operation_event WHERE operation = @operation AND sequence <=
              (SELECT sequence FROM operation_event WHERE operation = @operation ORDER BY sequence DESC LIMIT 1 OFFSET @keep)
            """,
            new { operation, keep });
    }, cancel);

    public Task<IReadOnlyList<OperationEvent>> ListEventsAsync(
        string operation, long after, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<OperationEvent>>(connection =>
        [
            .. connection.Query<(long Sequence, long Time, string Kind, string Text)>(
                "SELECT sequence, time, kind, text FROM operation_event WHERE operation = @operation " +
                    "AND sequence > @after ORDER BY sequence",
                new { operation, after })
                .Select(row => new OperationEvent(
                    row.Sequence, DateTimeOffset.FromUnixTimeMilliseconds(row.Time),
                    Enum.Parse<OperationEventKind>(row.Kind), row.Text)),
        ], cancel);

    public Task TrimAsync(string application, int keep, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
        """
        DELETE FROM operation WHERE application = @application AND ended = 1 AND number <=
          (SELECT number FROM operation WHERE application = @application AND ended = 1 ORDER BY number DESC LIMIT 1 OFFSET @keep)
          AND number IS NOT (SELECT max(number) FROM operation WHERE application = @application 
            AND (body ->> '$.commit' IS NOT NULL OR body ->> '$.data.source.kind' = 'Commit'))
        """,
        new { application, keep }), cancel);

    private static string Write(Operation operation) => Body.Write(OperationBody.Of(operation));

    private Operation Read(string text)
    {
        var body = Body.Read<OperationBody>(text);
        return body.Read(_formats.GetValueOrDefault(body.Kind)
            ?? throw new SlipwayException(
                ErrorCode.Storage, $"a stored operation is of the kind '{body.Kind}', which is not known"));
    }
}
