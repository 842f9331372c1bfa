using Slipway.Platform.Accounts;
using Slipway.Platform.Composition;
using Slipway.Platform.Operations;
using Slipway.Testing;
using Slipway.Testing.World;

namespace Slipway.Platform.Tests.Accounts;

public sealed class AccountTests : IAsyncLifetime
{
    private readonly PlatformWorld _world = new();

    private AccountService Accounts => _world.Broker.Accounts;

    private DomainService Domains => _world.Broker.Domains;

    public async ValueTask InitializeAsync() => await _world.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_token_opens_until_it_is_revoked_and_is_stored_nowhere()
    {
        await Accounts.CreateAsync("alice", Role.Member, default);
        var (record, token) = await Accounts.IssueTokenAsync("alice", "laptop", null, default);

        (await Accounts.AuthenticateAsync(token, default))!.Name.ShouldBe("alice");
        record.Hash.ShouldNotContain(token[4..]);
        (await Accounts.AuthenticateAsync(token[..^1] + (token[^1] == '0' ? '1' : '0'), default)).ShouldBeNull();
        (await Accounts.AuthenticateAsync(record.Hash, default)).ShouldBeNull();

        (await Should.ThrowAsync<SlipwayException>(
            () => Accounts.RevokeTokenAsync("mallory", record.Id, default))).Code.ShouldBe(ErrorCode.NotFound);
        await Accounts.RevokeTokenAsync("alice", record.Id, default);
        (await Accounts.AuthenticateAsync(token, default)).ShouldBeNull();
        (await Should.ThrowAsync<SlipwayException>(() => Accounts.RevokeTokenAsync("alice", record.Id, default))).Code
            .ShouldBe(ErrorCode.NotFound);
    }

    [Fact]
    public async Task An_expired_token_is_no_token()
    {
        var clock = new ManualClock();
        await using var world = new PlatformWorld { Time = clock };
        var accounts = (await world.StartAsync()).Accounts;
        await accounts.CreateAsync("alice", Role.Member, default);
        var (_, token) = await accounts.IssueTokenAsync("alice", "", TimeSpan.FromDays(30), default);
        clock.Advance(TimeSpan.FromDays(29));
        (await accounts.AuthenticateAsync(token, default)).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromDays(1));
        (await accounts.AuthenticateAsync(token, default)).ShouldBeNull();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(4000)]
    public async Task A_token_lives_neither_backwards_nor_for_ever(int days)
    {
        await Accounts.CreateAsync("alice", Role.Member, default);
        (await Should.ThrowAsync<SlipwayException>(() => Accounts.IssueTokenAsync(
            "alice", "", TimeSpan.FromDays(days), default))).Code.ShouldBe(ErrorCode.Invalid);
    }

    [Fact]
    public async Task An_account_goes_with_its_tokens_and_memberships_but_not_the_last_administrator()
    {
        await Accounts.CreateAsync("root", Role.Admin, default);
        await Accounts.CreateAsync("alice", Role.Member, default);
        await Domains.CreateAsync("team", "alice", default);
        var (_, token) = await Accounts.IssueTokenAsync("alice", "", null, default);

        await Accounts.RemoveAsync("alice", default);

        (await Accounts.AuthenticateAsync(token, default)).ShouldBeNull();
        (await Domains.ListAsync(await Accounts.RequireAsync("root", default), default))
            .Single(domain => domain.Name == "team").Members.ShouldBeEmpty();
        var refusal = await Should.ThrowAsync<SlipwayException>(() => Accounts.RemoveAsync("root", default));
        (refusal.Code, refusal.NextStep)
            .ShouldBe((ErrorCode.Conflict, "make another one first: slipway account create NAME --admin"));
        (await Should.ThrowAsync<SlipwayException>(() => Accounts.RemoveAsync("alice", default))).Code
            .ShouldBe(ErrorCode.NotFound);
    }

    [Fact]
    public async Task A_domain_is_open_to_its_members_and_admins_and_unknown_to_others()
    {
        var alice = await Accounts.CreateAsync("alice", Role.Member, default);
        var mallory = await Accounts.CreateAsync("mallory", Role.Member, default);
        var root = await Accounts.CreateAsync("root", Role.Admin, default);
        await Domains.CreateAsync("team", "alice", default);

        (await Domains.RequireAsync(alice, "team", default)).Name.ShouldBe("team");
        (await Domains.RequireAsync(root, "team", default)).Name.ShouldBe("team");
        (await Should.ThrowAsync<SlipwayException>(() => Domains.RequireAsync(mallory, "team", default))).Code
            .ShouldBe(ErrorCode.NotFound);
        (await Domains.ListAsync(mallory, default)).ShouldBeEmpty();

        await Domains.SetMemberAsync("team", "mallory", true, default);
        (await Domains.RequireAsync(mallory, "team", default)).Members.ShouldBe(["alice", "mallory"]);
        (await Domains.SetMemberAsync("team", "alice", false, default)).Members.ShouldBe(["mallory"]);
        (await Should.ThrowAsync<SlipwayException>(() => Domains.RequireAsync(alice, "team", default))).Code
            .ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<SlipwayException>(
            () => Domains.SetMemberAsync("team", "nobody", true, default))).Code.ShouldBe(ErrorCode.NotFound);
        (await Should.ThrowAsync<SlipwayException>(
            () => Domains.SetMemberAsync("nowhere", "alice", true, default))).Code.ShouldBe(ErrorCode.NotFound);
    }

    [Fact]
    public async Task A_domain_goes_when_it_has_no_application_and_its_images_are_not_its_successors()
    {
        await _world.AddCartridgesAsync();
        var application = await _world.CreateAsync("blog");
        (await Should.ThrowAsync<SlipwayException>(() => Domains.RemoveAsync(PlatformWorld.Domain, default))).Message
            .ShouldContain("blog");
        await _world.EndAsync(
            await _world.Broker.Applications.DeleteAsync(application, "alice", default), OperationState.Done);
        _world.Builder.Images["demo/pushed:v1"] = Oci.Digest.OfBytes([1]);
        _world.Builder.Images["demolition/pushed:v1"] = Oci.Digest.OfBytes([1]);

        await Domains.RemoveAsync(PlatformWorld.Domain, default);

        _world.Builder.Images.Keys.ShouldBe(["demolition/pushed:v1"]);
        (await Should.ThrowAsync<SlipwayException>(() => _world.CreateAsync("blog"))).Code
            .ShouldBe(ErrorCode.NotFound);
        // A crash between the two leaves images behind: the next domain of that name does not get them.
        _world.Builder.Images["demo/left:v1"] = Oci.Digest.OfBytes([1]);
        await Domains.CreateAsync(PlatformWorld.Domain, null, default);
        _world.Builder.Images.Keys.ShouldBe(["demolition/pushed:v1"]);
    }

    [Theory]
    [InlineData("images")]
    [InlineData("cartridges")]
    [InlineData("with-hyphen")]
    [InlineData("1st")]
    public async Task Domains_that_would_be_confused_with_something_are_refused(string name) =>
        (await Should.ThrowAsync<SlipwayException>(() => Domains.CreateAsync(name, "alice", default))).Code
            .ShouldBe(ErrorCode.Invalid);

    [Fact]
    public async Task A_name_is_given_once()
    {
        await Accounts.CreateAsync("alice", Role.Member, default);
        (await Should.ThrowAsync<SlipwayException>(() => Accounts.CreateAsync("alice", Role.Admin, default))).Code
            .ShouldBe(ErrorCode.Conflict);
    }
}
