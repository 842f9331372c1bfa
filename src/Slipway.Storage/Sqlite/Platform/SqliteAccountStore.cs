using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using Slipway.Platform;
using Slipway.Platform.Accounts;

namespace Slipway.Storage.Sqlite.Platform;

/// <summary>Accounts, tokens and domains in the database.</summary>
public sealed class SqliteAccountStore(SqliteDatabase database) : IAccountStore
{
    public Task AddAccountAsync(Account account, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (connection.Execute(
            "INSERT OR IGNORE INTO account (name, body) VALUES (@name, @body)",
            new { name = account.Name, body = Body.Write(account) }) == 0)
            throw new SlipwayException(ErrorCode.Conflict, $"there is an account '{account.Name}' already");
    }, cancel);

    public Task<Account?> FindAccountAsync(string name, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM account WHERE name = @name", new { name }) is { } body
            ? Body.Read<Account>(body)
            : null, cancel);

    public Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<Account>>(connection =>
            [.. connection.Query<string>("SELECT body FROM account ORDER BY name").Select(Body.Read<Account>)], cancel);

    public Task RemoveAccountAsync(string name, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        var administrators = connection.Query<string>("SELECT body FROM account")
            .Select(Body.Read<Account>).Where(account => account.Role == Role.Admin).ToList();
        if (administrators is [{ Name: var last }] && last == name)
            throw AccountRules.LastAdministrator(name);
        connection.Execute("DELETE FROM account WHERE name = @name", new { name });
    }, cancel);

    public Task AddTokenAsync(AccessToken token, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "INSERT INTO token (id, account, hash, body) VALUES (@Id, @Account, @Hash, @body)",
            new { token.Id, token.Account, token.Hash, body = Body.Write(token) }), cancel);

    public Task<AccessToken?> FindTokenAsync(string hash, CancellationToken cancel) => database.ReadAsync(connection =>
        connection.QuerySingleOrDefault<string>("SELECT body FROM token WHERE hash = @hash", new { hash }) is { } body
            ? Body.Read<AccessToken>(body)
            : null, cancel);

    public Task<IReadOnlyList<AccessToken>> ListTokensAsync(string account, CancellationToken cancel) =>
        database.ReadAsync<IReadOnlyList<AccessToken>>(connection =>
        [.. connection.Query<string>("SELECT body FROM token WHERE account = @account", new { account })
            .Select(Body.Read<AccessToken>).OrderBy(token => token.Created)], cancel);

    public Task<bool> RemoveTokenAsync(string account, string id, CancellationToken cancel) =>
        database.WriteAsync(connection => connection.Execute(
            "DELETE FROM token WHERE id = @id AND account = @account", new { id, account }) > 0, cancel);

    public Task AddDomainAsync(Domain domain, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (connection.Execute(
            "INSERT OR IGNORE INTO domain (name, created) VALUES (@Name, @created)",
            new { domain.Name, created = $"{domain.Created:O}" }) == 0)
            throw new SlipwayException(ErrorCode.Conflict, $"there is a domain '{domain.Name}' already");
        foreach (var member in domain.Members)
            SetMember(connection, domain.Name, member, present: true);
    }, cancel);

    public async Task<Domain?> FindDomainAsync(string name, CancellationToken cancel) =>
        (await database.ReadAsync(connection => Domains(connection, "WHERE name = @name", name), cancel))
            .FirstOrDefault();

    public async Task<IReadOnlyList<Domain>> ListDomainsAsync(CancellationToken cancel) =>
        await database.ReadAsync(connection => Domains(connection, "", null), cancel);

    public Task SetMemberAsync(string domain, string account, bool present, CancellationToken cancel) =>
        database.WriteAsync(connection => SetMember(connection, domain, account, present), cancel);

    public Task RemoveDomainAsync(string name, CancellationToken cancel) => database.WriteAsync(connection =>
    {
        if (connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM application WHERE domain = @name)", new { name }))
            throw AccountRules.DomainInUse(name);
        connection.Execute("DELETE FROM domain WHERE name = @name", new { name });
    }, cancel);

    private static void SetMember(
        SqliteConnection connection, string domain, string account, bool present) => connection.Execute(
        present
            ? """
              INSERT OR IGNORE INTO domain_member (domain, account)
              SELECT domain.name, account.name FROM domain, account WHERE domain.name = @domain AND account.name = @account
              """
            : "DELETE FROM domain_member WHERE domain = @domain AND account = @account",
        new { domain, account });

    private static List<Domain> Domains(SqliteConnection connection, string where, string? name)
    {
        var members = connection.Query<(string Domain, string Account)>("SELECT domain, account FROM domain_member")
            .ToLookup(row => row.Domain, row => row.Account);
        return [.. connection.Query<(string Name, string Created)>(
            $"SELECT name, created FROM domain {where} ORDER BY name", new { name })
            .Select(row => new Domain(row.Name, members[row.Name].ToImmutableSortedSet(StringComparer.Ordinal),
                DateTimeOffset.Parse(row.Created)))];
    }
}
