using Dapper;
using Slipway.Platform;
using Slipway.Platform.Accounts;
using Slipway.Platform.Applications;
using Slipway.Platform.Builds;
using Slipway.Platform.Environment;
using Slipway.Platform.Routes;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Applications, environment, private inputs and edge ports in the database.</summary>
public sealed class SqliteApplicationStore(SqliteDatabase database)
    : IApplicationStore, IEnvironmentStore, IPrivateInputStore, IEdgePortStore
{
    public Task AddAsync(Application application, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (!connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM domain WHERE name = @Domain)", new { application.Domain }))
            throw AccountRules.DomainGone(application.Domain);
        var added = connection.Execute(
            "INSERT INTO application (id, domain, name, body) VALUES (@Id, @Domain, @Name, @body) " +
                "ON CONFLICT DO NOTHING",
            new { application.Id, application.Domain, application.Name, body = Body.Write(application) });
        if (added == 0)
            throw new SlipwayException(
                ErrorCode.Conflict, $"there is an application {application} already",
                "choose another name, or see what it is with `slipway app show`");
    }, cancel);

    public Task<Application?> FindAsync(string id, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM application WHERE id = @id", new { id }) is { } body
            ? Body.Read<Application>(body)
            : null, cancel);

    public Task<Application?> FindAsync(string domain, string name, CancellationToken cancel) =>
        database.ReadAsync(connection =>
            connection.QuerySingleOrDefault<string>(
                "SELECT body FROM application WHERE domain = @domain AND name = @name",
                new { domain, name }) is { } body
                ? Body.Read<Application>(body)
                : null, cancel);

    public Task<IReadOnlyList<Application>> ListAsync(string? domain, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Application>>(connection =>
            [.. connection.Query<string>(
                "SELECT body FROM application WHERE @domain IS NULL OR domain = @domain ORDER BY domain, name",
                new { domain })
                .Select(Body.Read<Application>)], cancel);

    public Task UpdateAsync(Application application, CancellationToken cancel) => database.WriteAsync(connection =>
        connection.Execute("UPDATE application SET body = @body WHERE id = @Id",
            new { application.Id, body = Body.Write(application) }), cancel);

    public Task RemoveAsync(string id, CancellationToken cancel) =>
        database.WriteAsync(
            connection => connection.Execute("DELETE FROM application WHERE id = @id", new { id }), cancel);

    public Task<IReadOnlyList<EnvironmentVariable>> GetEnvironmentAsync(string application, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<EnvironmentVariable>>(connection =>
        [
            .. connection.Query<(string Name, string Value, string Origin)>(
                "SELECT name, value, origin FROM environment WHERE application = @id ORDER BY name",
                new { id = application })
                .Select(row => new EnvironmentVariable(row.Name, row.Value, Enum.Parse<VariableOrigin>(row.Origin))),
        ], cancel);

    public Task SetEnvironmentAsync(
        string application, IReadOnlyList<EnvironmentVariable> variables,
        CancellationToken cancel) => database.WriteAsync(connection =>
        {
            connection.Execute("DELETE FROM environment WHERE application = @id", new { id = application });
            foreach (var variable in variables)
            {
                connection.Execute(
                    "INSERT INTO environment (application, name, value, origin) VALUES (@id, @Name, @Value, @origin)",
                    new { id = application, variable.Name, variable.Value, origin = variable.Origin.ToString() });
            }
        }, cancel);

    public Task<IReadOnlyList<SealedInput>> ListPrivateInputsAsync(string application, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<SealedInput>>(connection =>
        [
            .. connection.Query<(string Kind, string Name, string Sealed, string Changed)>(
                "SELECT kind, name, sealed, changed FROM private_input WHERE application = @id",
                new { id = application })
                .Select(row => new SealedInput(
                    Enum.Parse<PrivateInputKind>(row.Kind), row.Name, row.Sealed, DateTimeOffset.Parse(row.Changed)))
                .OrderBy(input => input.Kind).ThenBy(input => input.Name, StringComparer.Ordinal),
        ], cancel);

    public Task SetPrivateInputsAsync(
        string application, IReadOnlyList<SealedInput> inputs, CancellationToken cancel) =>
        database.WriteAsync(connection =>
    {
        connection.Execute("DELETE FROM private_input WHERE application = @id", new { id = application });
        foreach (var input in inputs)
        {
            connection.Execute(
                """
                INSERT INTO private_input (application, kind, name, sealed, changed)
                SELECT id, @kind, @Name, @Sealed, @changed FROM application WHERE id = @id
                """,
                new
                {
                    id = application, kind = input.Kind.ToString(), input.Name,
                    input.Sealed, changed = $"{input.Changed:O}",
                });
        }
    }, cancel);

    public Task<int?> TakeEdgePortAsync(
        string application, string endpoint, int first, int last, CancellationToken cancel) =>
        database.WriteAsync(connection =>
        {
            if (connection.QuerySingleOrDefault<int?>(
                "SELECT port FROM edge_port WHERE application = @id AND endpoint = @endpoint",
                new { id = application, endpoint }) is { } taken)
                return taken;
            var used = connection.Query<int>(
                "SELECT port FROM edge_port WHERE port BETWEEN @first AND @last", new { first, last }).ToHashSet();
            var free = Enumerable.Range(first, last - first + 1)
                .Cast<int?>().FirstOrDefault(port => !used.Contains(port!.Value));
            if (free is not null)
                connection.Execute("INSERT INTO edge_port (port, application, endpoint) VALUES (@free, @id, @endpoint)",
                    new { free, id = application, endpoint });
            return free;
        }, cancel);

    public Task<IReadOnlyList<EdgePort>> ListEdgePortsAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<EdgePort>>(connection =>
            [.. connection.Query<(int Port, string Application, string Endpoint)>(
                "SELECT port, application, endpoint FROM edge_port ORDER BY port")
                .Select(row => new EdgePort(row.Port, row.Application, row.Endpoint))], cancel);
}
