using System.Net;
using Slipway.Platform.Accounts;
using Slipway.Platform.Composition;
using Slipway.Registry.Access;
using Slipway.Testing;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Accounts;

public sealed class LoginTests : IAsyncLifetime
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.0.2.2");
    private readonly ManualClock _clock = new();
    private readonly PlatformWorld _world;
    private string _token = "";

    public LoginTests() => _world = new PlatformWorld { Time = _clock };

    private LoginService Logins => _world.Broker.Logins;

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync();
        await _world.Broker.Accounts.CreateAsync("alice", Role.Member, default);
        await _world.Broker.Domains.CreateAsync("team", "alice", default);
        _token = (await _world.Broker.Accounts.IssueTokenAsync("alice", "", null, default)).Token;
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Who_guesses_is_held_back_for_one_account_from_one_source_and_told_how_long()
    {
        await GuessAsync("alice", Here, LoginThrottle.MaxFailuresPerAccount);
        _clock.Advance(TimeSpan.FromSeconds(20));
        (await Should.ThrowAsync<TooManyLoginsException>(() => TryAsync("alice", _token, Here))).RetryAfter
            .ShouldBe(TimeSpan.FromSeconds(40));
        (await TryAsync("alice", _token, Elsewhere)).ShouldNotBeNull();
        (await TryAsync("bob", "wrong", Here)).ShouldBeNull("another account's guess is looked at");

        _clock.Advance(TimeSpan.FromSeconds(40));
        (await TryAsync("alice", _token, Here)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_guesses_under_many_names_is_held_back_by_where_they_come_from()
    {
        for (var number = 0; number < LoginThrottle.MaxFailuresPerAddress; number++)
            (await TryAsync($"name{number}", "wrong", Here)).ShouldBeNull();
        await Should.ThrowAsync<TooManyLoginsException>(() => TryAsync("another", "wrong", Here));
        await Should.ThrowAsync<TooManyLoginsException>(() => TryAsync(null, "wrong", Here.MapToIPv6()));
        (await TryAsync("another", "wrong", Elsewhere)).ShouldBeNull();
    }

    [Fact]
    public async Task A_network_of_ipv6_is_one_source()
    {
        for (var number = 0; number < LoginThrottle.MaxFailuresPerAddress; number++)
            await TryAsync($"name{number}", "wrong", IPAddress.Parse($"2001:db8:0:1::{number + 1:x}"));
        await Should.ThrowAsync<TooManyLoginsException>(
            () => TryAsync("another", "wrong", IPAddress.Parse("2001:db8:0:1:ffff::1")));
        (await TryAsync("another", "wrong", IPAddress.Parse("2001:db8:0:2::1"))).ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_known_is_not_locked_out_by_who_guesses_beside_them()
    {
        (await TryAsync("alice", _token, Here)).ShouldNotBeNull();
        await GuessAsync("alice", Here, LoginThrottle.MaxFailuresPerAccount);
        (await TryAsync("alice", _token, Here))!.Name.ShouldBe("alice");

        var record = (await _world.Broker.Accounts.ListTokensAsync("alice", default)).Single();
        await _world.Broker.Accounts.RevokeTokenAsync("alice", record.Id, default);
        (await TryAsync("alice", _token, Here)).ShouldBeNull("a revoked token is known no longer");
        await Should.ThrowAsync<TooManyLoginsException>(() => TryAsync("alice", _token, Here));
    }

    [Fact]
    public async Task A_user_that_is_asked_for_must_be_whose_the_token_is()
    {
        (await Logins.AuthenticateAsync(new LoginCredentials("bob", _token), Here, ofUser: true, default))
            .ShouldBeNull();
        (await Logins.AuthenticateAsync(new LoginCredentials("bob", _token), Here, ofUser: false, default))!.Name
            .ShouldBe("alice");
        (await Logins.AuthenticateAsync(new LoginCredentials("alice", _token), Here, ofUser: true, default))!.Name
            .ShouldBe("alice");
        (await Logins.AuthenticateAsync(null, Here, ofUser: false, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_principal_has_the_domains_of_its_account()
    {
        var principal = await Logins.PrincipalOfAsync((await TryAsync("alice", _token, Here))!, default);
        (principal.Name, principal.IsAdministrator).ShouldBe(("alice", false));
        principal.Domains.ShouldBe(["team"]);
    }

    [Fact]
    public void What_is_remembered_of_guesses_is_bounded_and_ends()
    {
        var throttle = new LoginThrottle(_clock);
        for (var number = 0; number < 100_000; number++)
        {
            var source = new IPAddress([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
            throttle.Failed(new LoginCredentials(new string('n', 4000) + number, "wrong"), source);
            throttle.Succeeded(new LoginCredentials(null, $"{number}"));
        }
        throttle.Size.ShouldBeLessThanOrEqualTo(30_000);
        _clock.Advance(LoginThrottle.Time);
        throttle.Failed(new LoginCredentials("a", "wrong"), Here);
        throttle.Size.ShouldBeLessThanOrEqualTo(10_002);
    }

    private async Task GuessAsync(string name, IPAddress source, int times)
    {
        for (var number = 0; number < times; number++)
            (await TryAsync(name, $"wrong{number}", source)).ShouldBeNull();
    }

    private Task<Account?> TryAsync(string? name, string secret, IPAddress source) =>
        Logins.AuthenticateAsync(new LoginCredentials(name, secret), source, ofUser: true, default);
}
