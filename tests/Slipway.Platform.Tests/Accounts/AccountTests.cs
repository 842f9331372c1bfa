using Slipway.Platform.Accounts;
using Slipway.Platform.Tests.World;

namespace Slipway.Platform.Tests.Accounts;

public sealed class AccountTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    public async ValueTask InitializeAsync() => await _world.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_token_opens_until_it_is_revoked_and_is_stored_nowhere()
    {
        await _world.Broker.Accounts.CreateAsync("alice", Role.Member, default);
        var (record, token) = await _world.Broker.Accounts.IssueTokenAsync("alice", "laptop", null, default);

        (await _world.Broker.Accounts.AuthenticateAsync(token, default))!.Name.ShouldBe("alice");
        record.Hash.ShouldNotContain(token[4..]);
        (await _world.Broker.Accounts.AuthenticateAsync(token[..^1] + (token[^1] == '0' ? '1' : '0'), default)).ShouldBeNull();
        (await _world.Broker.Accounts.AuthenticateAsync(record.Hash, default)).ShouldBeNull();

        await _world.Broker.Accounts.RevokeTokenAsync(record.Id, default);
        (await _world.Broker.Accounts.AuthenticateAsync(token, default)).ShouldBeNull();
    }

    [Fact]
    public async Task An_expired_token_is_no_token()
    {
        await _world.Broker.Accounts.CreateAsync("alice", Role.Member, default);
        var (_, token) = await _world.Broker.Accounts.IssueTokenAsync("alice", "", TimeSpan.FromSeconds(-1), default);
        (await _world.Broker.Accounts.AuthenticateAsync(token, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_domain_is_open_to_its_members_and_admins_and_unknown_to_others()
    {
        var alice = await _world.Broker.Accounts.CreateAsync("alice", Role.Member, default);
        var mallory = await _world.Broker.Accounts.CreateAsync("mallory", Role.Member, default);
        var root = await _world.Broker.Accounts.CreateAsync("root", Role.Admin, default);
        await _world.Broker.Domains.CreateAsync("demo", "alice", default);

        (await _world.Broker.Domains.RequireAsync(alice, "demo", default)).Name.ShouldBe("demo");
        (await _world.Broker.Domains.RequireAsync(root, "demo", default)).Name.ShouldBe("demo");
        (await Should.ThrowAsync<PlatformException>(() => _world.Broker.Domains.RequireAsync(mallory, "demo", default))).Error.ShouldBe(PlatformError.NotFound);
        (await _world.Broker.Domains.ListAsync(mallory, default)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("images")]
    [InlineData("cartridges")]
    [InlineData("with-hyphen")]
    [InlineData("1st")]
    public async Task Domains_that_would_be_confused_with_something_are_refused(string name) =>
        (await Should.ThrowAsync<PlatformException>(() => _world.Broker.Domains.CreateAsync(name, "alice", default))).Error.ShouldBe(PlatformError.Invalid);

    [Fact]
    public async Task A_name_is_given_once()
    {
        await _world.Broker.Accounts.CreateAsync("alice", Role.Member, default);
        (await Should.ThrowAsync<PlatformException>(() => _world.Broker.Accounts.CreateAsync("alice", Role.Admin, default))).Error.ShouldBe(PlatformError.Conflict);
    }
}
